import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, said, say, type Someone } from "./people.ts";
import { choose, composerOf, rowOf } from "./thread.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Two people who both look at their conversation. */
async function talking(): Promise<{ ada: Someone; grace: Someone }> {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(grace.page, ada.person);
  return { ada, grace };
}

/** The smallest picture there is, in one colour. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a reaction is seen by both, says whose it is, and can be taken back", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  await say(ada.page, "Shall we?");
  await said(grace, "Shall we?").waitFor();

  await rowOf(grace, "Shall we?").getByRole("button", { name: "React" }).focus();
  await grace.page.keyboard.press("Enter");
  await grace.page.getByRole("menuitem", { name: "🎉" }).click();
  const seen = ada.page.getByRole("button", { name: `🎉 1, by ${grace.person.name}` });
  await seen.click();
  await grace.page.getByRole("button", { name: /^🎉 2, by you and Ada / }).click();
  await ada.page.getByRole("button", { name: "🎉 1, by you" }).click();

  await ada.page.getByRole("button", { name: /^🎉/ }).waitFor({ state: "detached" });
  await grace.page.getByRole("button", { name: /^🎉/ }).waitFor({ state: "detached" });
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("one's words can be changed, with what they were to be read, and deleted", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  await say(ada.page, "See you at five");
  await said(grace, "See you at five").waitFor();

  await composerOf(ada.page).press("ArrowUp");
  await ada.page.getByText("Edit your message").waitFor();
  await composerOf(ada.page).fill("See you at six");
  await ada.page.keyboard.press("Enter");
  await said(grace, "See you at six").waitFor();
  await choose(grace, "See you at six", "What it said before");
  await grace.page.getByRole("dialog", { name: "What it said before" }).getByText("See you at five").waitFor();
  await grace.page.keyboard.press("Escape");
  await choose(ada, "See you at six", "Delete");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();

  await said(grace, "Message deleted").waitFor();
  await said(ada, "Message deleted").waitFor();
  await expect(said(grace, "See you at six").count()).resolves.toBe(0);
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("a reply quotes what it answers, and leads there", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  await say(ada.page, "Tea or coffee?");
  await said(grace, "Tea or coffee?").waitFor();

  await choose(grace, "Tea or coffee?", "Reply");
  await grace.page.getByText(`Reply to ${ada.person.name}`).waitFor();
  await grace.page.keyboard.type("Tea");
  await grace.page.keyboard.press("Enter");

  await said(ada, "Tea").waitFor();
  await rowOf(ada, "Tea")
    .getByRole("button", { name: `Replies to ${ada.person.name}: Tea or coffee?` })
    .click();
  await grace.page.getByText(`Reply to ${ada.person.name}`).waitFor({ state: "detached" });
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test(
  "files go by button, by paste and by drop: pictures are shown, others are cards",
  { timeout: 60_000 },
  async () => {
    const { ada, grace } = await talking();
    const files = ada.page.getByRole("list", { name: "Files to send" }).getByRole("listitem");
    await ada.page.setInputFiles("input[type=file]", [
      { name: "garden.png", mimeType: "image/png", buffer: picture },
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("plant the beans") },
    ]);
    await files.filter({ hasText: "garden.png" }).getByText("byte").waitFor();
    await give(ada, "paste", "pasted.txt");
    await give(ada, "drop", "dropped.txt");
    await expect.poll(() => files.filter({ hasText: "byte" }).count()).toBe(4);
    await files.filter({ hasText: "pasted.txt" }).getByRole("button", { name: "Remove pasted.txt" }).click();
    await composerOf(ada.page).fill("From the garden");
    await ada.page.keyboard.press("Enter");

    await said(grace, "From the garden").waitFor();
    await grace.page.getByRole("button", { name: "Open the image garden.png" }).getByRole("img").waitFor();
    await grace.page.getByRole("button", { name: /^Download dropped.txt/ }).waitFor();
    const [download] = await Promise.all([
      grace.page.waitForEvent("download"),
      grace.page.getByRole("button", { name: /^Download notes.txt/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("notes.txt");
    await expect(grace.page.getByText("pasted.txt").count()).resolves.toBe(0);
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

/** A tenth of a second of silence. */
function silence(): Buffer {
  const samples = 800;
  const sound = Buffer.alloc(44 + samples, 128);
  sound.write("RIFF", 0);
  sound.writeUInt32LE(36 + samples, 4);
  sound.write("WAVEfmt ", 8);
  // PCM, one channel, 8,000 samples a second of 8 bits.
  [16, 0x0001_0001, 8_000, 8_000, 0x0008_0001].forEach((value, at) => sound.writeUInt32LE(value, 16 + at * 4));
  sound.write("data", 36);
  sound.writeUInt32LE(samples, 40);
  return sound;
}

test("sound is played where it was sent", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  await ada.page.setInputFiles("input[type=file]", [{ name: "silence.wav", mimeType: "audio/wav", buffer: silence() }]);
  await ada.page.getByRole("list", { name: "Files to send" }).getByText("byte").waitFor();
  await composerOf(ada.page).press("Enter");

  await grace.page.getByRole("button", { name: /^Play silence.wav/ }).click();
  const player = grace.page.getByLabel("silence.wav", { exact: true });
  await player.waitFor();

  await expect.poll(() => player.evaluate("document.querySelector('audio').ended")).toBe(true);
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("a file that is not taken says so, and keeps nobody from writing", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  const program = { name: "program.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\u0000\u0001") };

  await ada.page.setInputFiles("input[type=file]", [program]);
  await ada.page.getByText("Files of this kind are not taken.").waitFor();
  await ada.page.getByRole("button", { name: "Remove program.exe" }).click();
  await say(ada.page, "Never mind");

  await said(grace, "Never mind").waitFor();
  await expect(ada.page.getByRole("list", { name: "Files to send" }).count()).resolves.toBe(0);
});

test("who is there shows with a dot and in words, and when they were last seen", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  await ada.page.getByText("Online", { exact: true }).first().waitFor();

  await grace.page.getByRole("button", { name: /Online. Account menu$/ }).click();
  await grace.page.getByRole("menuitemradio", { name: "Busy" }).click();
  await ada.page.getByText("Busy", { exact: true }).first().waitFor();
  await grace.page.getByRole("button", { name: /Busy. Account menu$/ }).click();
  await grace.page.getByRole("menuitemradio", { name: "Online" }).click();
  await ada.page.getByText("Online", { exact: true }).first().waitFor();
  await grace.context.close();

  await ada.page.getByText(/^Last seen /).waitFor({ timeout: 20_000 });
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

/** Pastes or drops a text file where one writes. */
async function give({ page }: Someone, how: "paste" | "drop", name: string): Promise<void> {
  const script = `(area) => {
    const data = new DataTransfer();
    data.items.add(new File(["some words"], ${JSON.stringify(name)}, { type: "text/plain" }));
    const init = { bubbles: true, cancelable: true };
    area.dispatchEvent(${how === "paste" ? 'new ClipboardEvent("paste", { ...init, clipboardData: data })' : 'new DragEvent("drop", { ...init, dataTransfer: data })'});
  }`;
  // oxlint-disable-next-line typescript/no-implied-eval -- it runs in the page
  await composerOf(page).evaluate(`(${script})(document.querySelector("textarea"))`);
}
