import { describe, expect, test } from "vitest";
import { Keyring } from "../../../src/platform/crypto/keyring.ts";
import { unsubscribeToken } from "../../../src/features/notifications/unsubscribe-token.ts";
import { call } from "../../support/http.ts";
import { choose, preferencesOf, tell } from "../../support/notifications.ts";
import { mailTo, type Person, signUp } from "../../support/people.ts";
import { outcomeOf } from "../../support/sessions.ts";

/** Where the link in a mail leads, as a path of this service. */
async function linkIn(person: Person, template: string): Promise<string> {
  const { text } = await mailTo(person.email, template);
  const [link = ""] = /\/api\/v1\/notifications\/unsubscribe\?token=\S+/.exec(text) ?? [];
  return link;
}

/** Somebody who was mailed of a mention, and its link. */
async function mailed(): Promise<{ ada: Person; link: string }> {
  const ada = await signUp();
  await tell(ada);
  return { ada, link: await linkIn(ada, "notification") };
}

/** As mail programs do it (RFC 8058 §3.1). */
const oneClick = (link: string) =>
  call("POST", link, {
    body: "List-Unsubscribe=One-Click",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });

describe("the link in a mail", () => {
  test("shows what it ends and changes nothing, however often it is opened", async () => {
    const { ada, link } = await mailed();

    const answers = [await call("GET", link), await call("GET", link)];

    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { subject: "mention" },
      { subject: "mention" },
    ]);
    expect((await preferencesOf(ada)).types.mention.email).toBe(true);
  });

  test("leads a browser to the page that asks, with the token where no server sees it", async () => {
    const { ada, link } = await mailed();
    const headers = { accept: "text/html,application/xhtml+xml" };

    const opened = await call("GET", link, { headers, redirect: "manual" });

    const token = new URL(link, "http://localhost").searchParams.get("token");
    expect([opened.status, opened.headers.get("location")]).toEqual([303, `/unsubscribe#token=${token}`]);
    expect((await preferencesOf(ada)).types.mention.email).toBe(true);
  });

  test("ends mails of its type with one click, without signing in, again and again", async () => {
    const { ada, link } = await mailed();
    const before = await preferencesOf(ada);

    const answers = [await oneClick(link), await oneClick(link)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const after = await preferencesOf(ada);
    expect(after.types.mention).toEqual({ ...before.types.mention, email: false });
    expect({ ...after.types, mention: null }).toEqual({ ...before.types, mention: null });
  });

  test("keeps what else somebody has chosen", async () => {
    const { ada, link } = await mailed();
    const quietHours = { enabled: true, start: "20:00", end: "06:00", timeZone: "Asia/Kuwait" };
    await choose(ada, { quietHours, digest: "weekly" });

    await oneClick(link);

    expect(await preferencesOf(ada)).toMatchObject({
      quietHours,
      digest: "weekly",
      types: { mention: { email: false } },
    });
  });

  test("of a digest ends that and all mails that are not critical", async () => {
    const ada = await signUp();
    const keyring = new Keyring([{ id: "dev-test", secret: "ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU" }]);
    await choose(ada, { digest: "daily" });

    await oneClick(`/api/v1/notifications/unsubscribe?token=${unsubscribeToken(keyring, ada.id, "digest")}`);

    const { digest, types } = await preferencesOf(ada);
    const left = Object.entries(types).flatMap(([type, { email }]) => (email ? [type] : []));
    expect([digest, left.toSorted()]).toEqual(["off", ["payment_failed", "security_alert"]]);
  });

  test("is in no mail that cannot be ended", async () => {
    const ada = await signUp();

    await tell(ada, { type: "payment_failed" });

    expect(await linkIn(ada, "notification")).toBe("");
  });

  test.for([
    ["cut short", (token: string) => token.slice(0, -1)],
    ["without a signature", (token: string) => token.split(".")[0] ?? ""],
    ["altered", (token: string) => `${token.slice(0, 4)}${token[4] === "A" ? "B" : "A"}${token.slice(5)}`],
    ["made up", () => "made.up"],
    ["empty", () => ""],
  ] as const)("is refused when it is %s", async ([, alter]) => {
    const { ada, link } = await mailed();
    const token = alter(new URL(link, "http://localhost").searchParams.get("token") ?? "");
    const altered = `/api/v1/notifications/unsubscribe?token=${token}`;

    const answers = await Promise.all([call("GET", altered), oneClick(altered)]);

    for (const answer of answers) expect(await outcomeOf(answer)).toEqual([400, "TOKEN_INVALID"]);
    expect((await preferencesOf(ada)).types.mention.email).toBe(true);
  });

  test("is refused without a token", async () => {
    expect(await outcomeOf(await call("GET", "/api/v1/notifications/unsubscribe"))).toEqual([422, "VALIDATION_FAILED"]);
  });
});
