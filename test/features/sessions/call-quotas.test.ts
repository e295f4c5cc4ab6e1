import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { type Isolate, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { later, minuteMs, outcomeOf, signInThrough } from "../../support/sessions.ts";
import { tally, times } from "../../support/two-factor.ts";

// The clock stands still, at the beginning of a second, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Math.ceil(Date.now() / 1000) * 1000));
afterEach(() => vi.useRealTimers());

const readBy = (isolate: Isolate, { token }: { token: string }, path = "/api/v1/sessions") =>
  isolate.call("GET", path, { token });
const writeBy = (isolate: Isolate, { token }: { token: string }) =>
  isolate.call("PATCH", "/api/v1/me", { token, json: {} });
const statuses = (answers: Response[]) => answers.map(({ status }) => status);

async function inTurn(count: number, act: () => Promise<Response>): Promise<Response[]> {
  const answers = [];
  for (let at = 0; at < count; at += 1) answers.push(await act());
  return answers;
}

async function newKey(person: Person, permissions = ["profile.read", "chat.read"]): Promise<{ token: string }> {
  const response = await person.call("POST", "/api/v1/me/api-keys", { json: { name: "key", permissions } });
  return { token: (await response.json<{ secret: string }>()).secret };
}

describe("a quota", () => {
  /** One minute before a UTC midnight that is no end of a month. */
  const beforeMidnight = Date.UTC(2030, 4, 14) - minuteMs;

  test("of a day is all that a user may call, by whatever means, until the day ends", async ({ expect }) => {
    vi.setSystemTime(beforeMidnight);
    const isolate = newIsolate({ QUOTA_DAY: "6" });
    const person = await signUp();
    const key = await newKey(person);
    const used = [
      ...(await inTurn(2, () => readBy(isolate, person))),
      ...(await inTurn(2, () => writeBy(isolate, person))),
      ...(await inTurn(2, () => readBy(isolate, key, "/api/v1/me"))),
    ];
    await evictAllDurableObjects();

    const refused = [
      await readBy(isolate, person),
      await writeBy(isolate, person),
      await readBy(isolate, key, "/api/v1/me"),
      await isolate.call("GET", "/api/v1/notifications/live", {
        token: person.token,
        headers: { upgrade: "websocket" },
      }),
    ];
    later(minuteMs);
    const nextDay = await inTurn(7, () => readBy(isolate, person));

    expect(statuses(used)).toEqual([200, 200, 200, 200, 200, 200]);
    for (const answer of refused) {
      expect(answer.headers.get("retry-after")).toBe("60");
      expect(await outcomeOf(answer)).toEqual([429, "QUOTA_EXCEEDED"]);
    }
    expect(tally(nextDay)).toEqual({ 200: 6, 429: 1 });
  });

  test("is exact at once, over several isolates and with leases", async ({ expect }) => {
    vi.setSystemTime(beforeMidnight);
    const isolates = Array.from({ length: 3 }, () => newIsolate({ QUOTA_DAY: "50" }));
    const person = await signUp();

    const answers = (await Promise.all(isolates.map((isolate) => inTurn(20, () => readBy(isolate, person))))).flat();

    expect(tally(answers)).toEqual({ 200: 50, 429: 10 });
  });

  test("of a month lasts until the month ends, in whatever order the two are used up", async ({ expect }) => {
    vi.setSystemTime(beforeMidnight);
    const isolate = newIsolate({ QUOTA_DAY: "3", QUOTA_MONTH: "4" });
    const person = await signInThrough(newIsolate({ SESSION_HOURS: "72", SESSION_IDLE_MINUTES: "0" }), await signUp());
    const today = await inTurn(4, () => readBy(isolate, person));
    later(minuteMs);
    const tomorrow = await inTurn(2, () => readBy(isolate, person));
    const untilJune = Math.ceil((Date.UTC(2030, 5, 1) - Date.now()) / 1000);

    expect([statuses(today), statuses(tomorrow)]).toEqual([
      [200, 200, 200, 429],
      [200, 429],
    ]);
    expect(today[3]?.headers.get("retry-after")).toBe("60");
    expect(tomorrow[1]?.headers.get("retry-after")).toBe(String(untilJune));
    const both = await readBy(newIsolate({ QUOTA_DAY: "1", QUOTA_MONTH: "4" }), person);
    expect(both.headers.get("retry-after")).toBe(String(untilJune));
  });

  test("is not forgotten because the clock jumps over midnight and back", async ({ expect }) => {
    vi.setSystemTime(beforeMidnight);
    const isolate = newIsolate({ QUOTA_DAY: "3" });
    const person = await signUp();
    await inTurn(3, () => readBy(isolate, person));
    later(minuteMs);
    await inTurn(2, () => readBy(isolate, person));

    later(-minuteMs);
    const back = await readBy(isolate, person);
    later(minuteMs);
    const forth = await inTurn(2, () => readBy(isolate, person));

    expect([back.status, statuses(forth)]).toEqual([429, [200, 429]]);
  });

  test("is used up by nothing that was refused, and is nobody else's", async ({ expect }) => {
    vi.setSystemTime(beforeMidnight - 10 * minuteMs);
    const isolate = newIsolate({ QUOTA_DAY: "4", LIMIT_WRITE: "2/60" });
    const [person, other] = [await signUp(), await signUp()];
    await inTurn(8, () => writeBy(isolate, person));

    later(minuteMs);
    const answers = await inTurn(3, () => writeBy(isolate, person));

    expect(statuses(answers)).toEqual([200, 200, 429]);
    expect(await outcomeOf(answers[2] ?? new Response())).toEqual([429, "QUOTA_EXCEEDED"]);
    expect((await readBy(isolate, other)).status).toBe(200);
  });

  test("is none by default", async ({ expect }) => {
    const person = await signUp();

    const answers = await times(50, () => readBy(newIsolate(), person));

    expect(tally(answers)).toEqual({ 200: 50 });
  });
});
