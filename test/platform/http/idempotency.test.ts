import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { pngOf, send } from "../../support/files.ts";
import { call, newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { mailsTo, newName, openConversation, password, type Person, signIn, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const key = () => ({ "idempotency-key": crypto.randomUUID() });

async function pair(): Promise<{ ada: Person; grace: Person; messages: string }> {
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  return { ada, grace, messages: `/api/v1/conversations/${await openConversation(ada, grace)}/messages` };
}

const newMessage = (content = "hello") => ({ clientId: crypto.randomUUID(), content });

describe("the same Idempotency-Key", () => {
  test("with the same body gives the first answer again, and has one effect", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const request = { json: { type: "direct", userId: grace.id }, headers: key() };

    const first = await ada.call("POST", "/api/v1/conversations", request);
    const second = await ada.call("POST", "/api/v1/conversations", request);
    const without = await ada.call("POST", "/api/v1/conversations", { json: request.json });

    const firstText = await first.text();
    expect([first.status, second.status, without.status]).toEqual([201, 201, 200]);
    expect(await second.text()).toBe(firstText);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(first.headers.get("location")).toMatch(/^\/api\/v1\/conversations\/conv_/);
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(second.headers.get("idempotent-replayed")).toBe("true");
  });

  test("with another body is a 422", async ({ expect }) => {
    const { ada, messages } = await pair();
    const headers = key();

    await ada.call("POST", messages, { json: newMessage(), headers });
    const other = await ada.call("POST", messages, { json: newMessage(), headers });

    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test("on another path is a 422", async ({ expect }) => {
    const { ada, grace, messages } = await pair();
    const [headers, json] = [key(), { type: "direct", userId: grace.id }];

    await ada.call("POST", "/api/v1/conversations", { json, headers });
    const other = await ada.call("POST", messages, { json, headers });

    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test("of another user is another key", async ({ expect }) => {
    const { ada, grace, messages } = await pair();
    const request = { json: newMessage(), headers: key() };

    const hers = await ada.call("POST", messages, request);
    const theirs = await grace.call("POST", messages, request);

    expect([hers.status, theirs.status]).toEqual([201, 201]);
    const [mine, other] = [await hers.json<{ id: string }>(), await theirs.json<{ id: string }>()];
    expect(other.id).not.toBe(mine.id);
  });

  test("sent many times at once has one effect, and the others are told to wait", async ({ expect }) => {
    const username = newName();
    const email = `${username}@example.com`;
    const request = { json: { email, username, password }, headers: key(), from: newAddress() };

    const twins = await Promise.all(Array.from({ length: 8 }, () => call("POST", "/api/v1/auth/register", request)));

    const statuses = twins.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(statuses.filter((status) => status === 409).length).toBeGreaterThan(0);
    const refused = twins.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS" });
    expect(refused?.headers.get("retry-after")).toBe("1");
    await eventually(async () => expect((await mailsTo(email)).length).toBeGreaterThan(0));
    const { results } = await env.DB.prepare("SELECT count(*) AS n FROM events WHERE payload LIKE ?")
      .bind(`%${(await registrationOf(email)) ?? "none"}%`)
      .all();
    expect(results).toEqual([{ n: 1 }]);
  });

  test("gives a refusal again, too", async ({ expect }) => {
    const ada = await signUp();
    const request = {
      json: { email: `${newName()}@example.com`, username: ada.username, password },
      headers: key(),
      from: newAddress(),
    };

    const first = await call("POST", "/api/v1/auth/register", request);
    const second = await call("POST", "/api/v1/auth/register", request);

    expect([first.status, second.status]).toEqual([409, 409]);
    expect(second.headers.get("content-type")).toBe("application/problem+json");
    expect(second.headers.get("idempotent-replayed")).toBe("true");
  });

  test("is free again after a request that did not fit", async ({ expect }) => {
    const username = newName();
    const request = { headers: key(), from: newAddress() };
    const good = { email: `${username}@example.com`, username, password };

    const refused = await call("POST", "/api/v1/auth/register", { ...request, json: { ...good, username: "No!" } });
    const mended = await call("POST", "/api/v1/auth/register", { ...request, json: good });

    expect([refused.status, mended.status]).toEqual([422, 202]);
  });

  test("may be used again after a failure that will pass", async ({ expect }) => {
    const username = newName();
    const request = {
      json: { email: `${username}@example.com`, username, password },
      headers: key(),
      from: newAddress(),
    };
    const broken = newIsolate({ DB: failingDatabase('into "registrations"', "database is locked") });

    const failed = await broken.call("POST", "/api/v1/auth/register", request);
    const second = await call("POST", "/api/v1/auth/register", request);

    expect([failed.status, second.status]).toEqual([503, 202]);
  });

  test("is free again after 24 hours", async ({ expect }) => {
    const { ada, messages } = await pair();
    const headers = key();
    await ada.call("POST", messages, { json: newMessage(), headers });
    vi.setSystemTime(Date.now() + 24 * 3600 * 1000 + 1_000);
    const later = await signIn(ada.email);

    const other = await later.call("POST", messages, { json: newMessage(), headers });

    expect(other.status).toBe(201);
  });

  test("that a crash left under way is taken over after a minute", async ({ expect }) => {
    const { ada, messages } = await pair();
    const [headers, json] = [key(), newMessage()];
    await ada.call("POST", messages, { json, headers });
    await env.DB.prepare("UPDATE idempotent_requests SET status = NULL, sealed_body = NULL WHERE key = ?")
      .bind(headers["idempotency-key"])
      .run();

    const early = await ada.call("POST", messages, { json, headers });
    vi.setSystemTime(Date.now() + 61_000);
    const late = await ada.call("POST", messages, { json, headers });

    expect(early.status).toBe(409);
    // The clientId shows that the message was sent.
    expect(late.status).toBe(200);
  });
});

test("an upload that is still under way keeps its key for an hour", async ({ expect }) => {
  const ada = await signUp();
  const headers = key();
  await send(ada, pngOf(), { headers });
  const begunMinutesAgo = (minutes: number) =>
    env.DB.prepare("UPDATE idempotent_requests SET status = NULL, sealed_body = NULL, created_at = ? WHERE key = ?")
      .bind(Date.now() - minutes * 60_000, headers["idempotency-key"])
      .run();

  await begunMinutesAgo(59);
  const meanwhile = await send(ada, pngOf(), { headers });
  await begunMinutesAgo(61);
  const late = await send(ada, pngOf(), { headers });

  expect([meanwhile.status, late.status]).toEqual([409, 201]);
  expect(await meanwhile.json()).toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS" });
});

test("a stored answer is sealed", async ({ expect }) => {
  const { ada, messages } = await pair();
  const headers = key();
  const json = newMessage(`secret-${crypto.randomUUID()}`);

  await ada.call("POST", messages, { json, headers });

  const row = await env.DB.prepare("SELECT * FROM idempotent_requests WHERE key = ?")
    .bind(headers["idempotency-key"])
    .first();
  expect(row?.["sealed_body"]).toMatch(/^dev-test\./);
  expect(JSON.stringify(row)).not.toContain(json.content);
});

test.for(["", " ", "x".repeat(256), "zwei Wörter"])("the key %j is refused", async (given, { expect }) => {
  const { ada, messages } = await pair();

  const response = await ada.call("POST", messages, { json: newMessage(), headers: { "idempotency-key": given } });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ path: "Idempotency-Key" }] });
});

test("a key does not carry over to who is not signed in", async ({ expect }) => {
  const { ada, messages } = await pair();
  const request = { json: newMessage(), headers: key() };
  await ada.call("POST", messages, request);

  const response = await call("POST", messages, request);

  expect(response.status).toBe(401);
});

async function registrationOf(email: string): Promise<string | undefined> {
  const row = await env.DB.prepare("SELECT id FROM registrations WHERE email = ?").bind(email).first<{ id: string }>();
  return row?.id;
}
