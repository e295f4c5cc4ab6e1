import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { directConversation, post } from "../../support/chat.ts";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Report = { id: string; status: string; targetId: string; createdAt: string };
type Page = { items: (Report & { reporter: { id: string } | null; note: string | null })[]; nextCursor: string | null };

const reportsPath = "/api/v1/reports";
const report = (by: Person, json: object) => by.call("POST", reportsPath, { json: { reason: "spam", ...json } });
const reportUser = (by: Person, { id }: Person) => report(by, { targetType: "user", targetId: id });
const decide = (by: Person, id: string, json: object) => by.call("PATCH", `/api/v1/admin/reports/${id}`, { json });
const statusOf = async (answer: Promise<Response>) => (await answer).status;

async function openReport(): Promise<{ ada: Person; eve: Person; id: string }> {
  const [ada, eve] = await Promise.all([signUp(), signUp()]);
  return { ada, eve, id: (await (await reportUser(ada, eve)).json<Report>()).id };
}

describe("a report", () => {
  test("of a user is open, and given again while it is", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);

    const first = await reportUser(ada, eve);
    const again = await report(ada, { targetType: "user", targetId: eve.id, reason: "more spam" });

    expect([first.status, again.status]).toEqual([201, 200]);
    const made = await first.json<Report>();
    expect(made).toEqual({
      id: expect.stringMatching(/^rep_/),
      targetType: "user",
      targetId: eve.id,
      conversationId: null,
      reason: "spam",
      status: "open",
      createdAt: expect.any(String),
    });
    expect(await again.json()).toEqual(made);
  });

  test("made by ten calls at once is one; another's of the same is another", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);

    const answers = await Promise.all(Array.from({ length: 10 }, () => reportUser(ada, eve)));
    const theirs = await reportUser(grace, eve);

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 201]));
    expect(theirs.status).toBe(201);
  });

  test("of a conversation or a message is for its members; others learn nothing", async ({ expect }) => {
    const [{ ada, grace, id }, eve] = [await directConversation(), await signUp()];
    const message = await post(ada, id, "m1", "buy now");
    const targets = [
      { targetType: "conversation", targetId: id },
      { targetType: "message", targetId: message.id, conversationId: id },
    ];

    const theirs = await Promise.all(targets.map((target) => statusOf(report(grace, target))));
    const strangers = await Promise.all(targets.map((target) => report(eve, target)));

    expect(theirs).toEqual([201, 201]);
    for (const refused of strangers) {
      expect([refused.status, await refused.json()]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
    }
  });

  test("of oneself, of nobody, or that does not fit is refused", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const target = { targetType: "user", targetId: eve.id };

    const answers = await Promise.all([
      reportUser(ada, ada),
      report(ada, { targetType: "user", targetId: "user_01h455vb4pex5vsknk084sn02q" }),
      report(ada, { targetType: "user", targetId: "x" }),
      report(ada, { targetType: "post", targetId: eve.id }),
      report(ada, { targetType: "message", targetId: "msg_01h455vb4pex5vsknk084sn02q" }),
      report(ada, { ...target, conversationId: "conv_01h455vb4pex5vsknk084sn02q" }),
      report(ada, { ...target, reason: " " }),
      report(ada, { ...target, reason: "x".repeat(1_001) }),
      report(ada, { ...target, reason: "\uD800" }),
      report(ada, { ...target, status: "resolved" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 404, 422, 422, 422, 422, 422, 422, 422, 422]);
  });

  test("can be made so many times an hour", async ({ expect }) => {
    const [ada, ...others] = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
    const isolate = newIsolate({ LIMIT_REPORT: "2/3600" });

    const answers = [];
    for (const { id } of others) {
      const json = { targetType: "user", targetId: id, reason: "spam" };
      answers.push(await isolate.call("POST", reportsPath, { json, token: ada.token, from: newAddress() }));
    }

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
  });
});

describe("a decision on a report", () => {
  test("is made once, and who reported it again makes a new one", async ({ expect }) => {
    const [{ ada, eve, id }, moderator] = [await openReport(), await signUpAs("moderator")];

    const decided = await decide(moderator, id, { status: "resolved", note: "warned" });
    const again = await decide(moderator, id, { status: "dismissed" });
    const anew = await reportUser(ada, eve);

    expect(decided.status).toBe(200);
    expect(await decided.json()).toMatchObject({
      id,
      status: "resolved",
      note: "warned",
      decidedBy: moderator.id,
      decidedAt: expect.any(String),
      reporter: { id: ada.id },
    });
    expect([again.status, await again.json()]).toEqual([409, expect.objectContaining({ code: "ILLEGAL_TRANSITION" })]);
    expect(anew.status).toBe(201);
  });

  test("that two make at once is the first one's", async ({ expect }) => {
    const { id } = await openReport();
    const [one, other] = await Promise.all([signUpAs("moderator"), signUpAs("admin")]);

    const answers = await Promise.all([
      decide(one, id, { status: "resolved" }),
      decide(other, id, { status: "dismissed" }),
    ]);

    expect(answers.map(({ status }) => status).toSorted((low, high) => low - high)).toEqual([200, 409]);
  });

  test("is in the audit log, with who made it", async ({ expect }) => {
    const [{ id }, moderator] = [await openReport(), await signUpAs("moderator")];

    await decide(moderator, id, { status: "dismissed" });

    const entry = await env.DB.prepare("SELECT result, details FROM audit_entries WHERE action = ? AND actor_id = ?")
      .bind("report.resolve", moderator.id)
      .first<{ result: string; details: string }>();
    expect(entry?.result).toBe("ok");
    expect(JSON.parse(entry?.details ?? "{}")).toEqual({ reportId: id, status: "dismissed" });
  });

  test("is refused for what is not there, back to open, and to who may not", async ({ expect }) => {
    const [{ ada, id }, moderator] = [await openReport(), await signUpAs("moderator")];

    const answers = await Promise.all([
      decide(moderator, "rep_01h455vb4pex5vsknk084sn02q", { status: "resolved" }),
      decide(moderator, "x", { status: "resolved" }),
      decide(moderator, id, { status: "open" }),
      decide(moderator, id, { status: "resolved", note: "" }),
      decide(ada, id, { status: "resolved" }),
      ada.call("GET", "/api/v1/admin/reports"),
      decide(await signUpAs("operator"), id, { status: "resolved" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 422, 422, 403, 403, 403]);
  });
});

describe("the list of reports", () => {
  test("has them by their state, page by page, the newest first", async ({ expect }) => {
    const [first, second, third] = [await openReport(), await openReport(), await openReport()];
    const moderator = await signUpAs("moderator");
    await decide(moderator, second.id, { status: "dismissed" });
    const list = async (query: string) => (await moderator.call("GET", `/api/v1/admin/reports?${query}`)).json<Page>();

    const open = await list("status=open&limit=1");
    const rest = await list(`status=open&limit=100&cursor=${open.nextCursor}`);
    const dismissed = await list("status=dismissed");

    expect(open.items).toMatchObject([{ id: third.id, reporter: { id: third.ada.id }, note: null }]);
    expect(rest.items.map(({ id }) => id)).toContain(first.id);
    expect(rest.items.map(({ id }) => id)).not.toContain(second.id);
    expect(dismissed.items.map(({ id }) => id)).toContain(second.id);
  });
});
