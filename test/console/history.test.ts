import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { eventually } from "../support/eventually.ts";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, said, type Someone } from "./people.ts";
import { isInView } from "./thread.ts";
import { turnWheel } from "./wheel.ts";

let server: Server;
let browser: Browser;
let ada: Someone;

const messageCount = 10_000;
const commandsAtOnce = 250;

beforeAll(async () => {
  const env = { LIMIT_WRITE: "1000000/60", LIMIT_COMMANDS: "1000000/60" };
  [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
  const grace = await arrive(browser, server.url, "Grace");
  ada = await arrive(browser, server.url, "Ada");
  await openConversationWith(grace.page, ada.person);
  const [, conversationId = ""] = /\/conversations\/(\w+)/.exec(grace.page.url()) ?? [];
  await sayAll(await tokenOf(grace), conversationId);
  await grace.context.close();
}, 180_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test(
  "of ten thousand messages those are on the page that can be seen, and going back does not jump",
  { timeout: 90_000 },
  async () => {
    const { page } = ada;
    await page.getByRole("link", { name: /^(Online )?Grace / }).click();
    await said(ada, `line ${messageCount}`).waitFor();
    await expect.poll(() => isInView(page, `line ${messageCount}`)).toBe(true);

    const seen: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      await turnWheel(page, -900);
      seen.push(await firstInView(page));
      await expect(page.getByRole("log").getByRole("listitem").count()).resolves.toBeLessThan(80);
    }

    expect(seen.at(-1)).toBeLessThan(messageCount - 150);
    // One goes back by about as much each time, and never forward: what is read in above moves nothing.
    const steps = seen.slice(1).map((line, at) => (seen[at] ?? 0) - line);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(45);
    expect(ada.complaints).toEqual([]);
  },
);

test(
  "a search leads to what was said long ago, on to what came after it, and back to now",
  { timeout: 60_000 },
  async () => {
    const { page } = ada;
    await page.getByRole("link", { name: /^(Online )?Grace / }).click();
    await page.getByRole("button", { name: "Search in this conversation" }).click();
    await page.getByRole("searchbox", { name: "Search in this conversation" }).fill("needle");
    await page.getByRole("list", { name: "Found messages" }).getByRole("button").click();
    await expect.poll(() => isInView(page, "the needle is here")).toBe(true);
    await page.getByRole("button", { name: "Close the search" }).click();

    for (let step = 0; step < 12; step += 1) {
      await turnWheel(page, 900);
    }
    await expect.poll(() => firstInView(page)).toBeGreaterThan(100);
    expect(await firstInView(page)).toBeLessThan(1_000);
    await page.getByRole("button", { name: "Go to the newest messages" }).click();

    await expect.poll(() => isInView(page, `line ${messageCount}`)).toBe(true);
    await page.getByRole("button", { name: "Go to the newest messages" }).waitFor({ state: "detached" });
    expect(ada.complaints).toEqual([]);
  },
);

test("a search in all conversations leads into the one where it was said", { timeout: 60_000 }, async () => {
  const { page } = ada;
  await page.getByRole("link", { name: "Atrium: conversations" }).click();

  await page.getByRole("searchbox", { name: "Search all messages" }).fill("needle");
  await page.getByRole("list", { name: "Found messages" }).getByRole("link").click();

  await expect.poll(() => isInView(page, "the needle is here")).toBe(true);
  expect(ada.complaints).toEqual([]);
});

const Login = z.object({ accessToken: z.string() });

async function tokenOf({ person: { email, password } }: Someone): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password, tokenTransport: "body" }),
  });
  return Login.parse(await response.json()).accessToken;
}

/** Says everything over one socket, many commands a frame. */
async function sayAll(token: string, conversationId: string): Promise<void> {
  const url = `${server.url.replace("http", "ws")}/api/v1/conversations/${conversationId}/live`;
  const socket = new WebSocket(url, ["atrium.v1", `bearer.${token}`]);
  let acked = 0;
  socket.addEventListener("message", ({ data }) => {
    acked += String(data)
      .split("\n")
      .filter((line) => line.startsWith('{"type":"ack"')).length;
  });
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  for (let from = 0; from < messageCount; from += commandsAtOnce) {
    const lines = Array.from({ length: commandsAtOnce }, (_, at) => {
      const content = from + at === 49 ? "the needle is here" : `line ${from + at + 1}`;
      return JSON.stringify({ id: `${from + at}`, type: "message.send", clientId: `c${from + at}`, content });
    });
    socket.send(lines.join("\n"));
    await eventually(() => expect(acked).toBe(from + commandsAtOnce), { timeout: 30_000 });
    socket.send(JSON.stringify({ type: "received", seq: acked }));
  }
  socket.close();
}

/** The number of the first line that can be seen. */
async function firstInView(page: Page): Promise<number> {
  const text: unknown = await page.evaluate(
    `[...document.querySelectorAll("[role=log] p")].filter((node) => /^line /.test(node.textContent) && node.getBoundingClientRect().top >= 115).map((node) => Number(node.textContent.slice(5))).sort((a, b) => a - b)[0]`,
  );
  return z.number().parse(text);
}
