import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

type Listed = { id: string; current: boolean; expiresAt: string; createdAt: string; lastActivityAt: string };

async function listed(person: Person): Promise<Listed[]> {
  const response = await person.call("GET", "/api/v1/sessions");
  return (await response.json<{ items: Listed[] }>()).items;
}
const write = (person: Person) => person.call("PATCH", "/api/v1/me", { json: {} });
const codeOf = async (response: Response) => [response.status, (await response.json<{ code?: string }>()).code];

describe("one's sessions", () => {
  test("are listed newest first, with the one that asks marked", async ({ expect }) => {
    const first = await signUp();
    const second = await signIn(first.email);

    const response = await first.call("GET", "/api/v1/sessions");

    const { items, nextCursor } = await response.json<{ items: Listed[]; nextCursor: null }>();
    expect(items.map(({ id, current }) => [id, current])).toEqual([
      [second.sessionId, false],
      [first.sessionId, true],
    ]);
    expect(items[0]).toEqual({
      id: second.sessionId,
      device: { type: "unknown", browser: null, os: null, name: null },
      ip: expect.stringMatching(/^10\./),
      location: null,
      createdAt: expect.any(String),
      lastActivityAt: expect.any(String),
      expiresAt: expect.any(String),
      current: false,
      concurrentUseAt: null,
    });
    expect(Date.parse(items[0]?.expiresAt ?? "") - Date.parse(items[0]?.createdAt ?? "")).toBe(24 * 3600 * 1000);
    expect(nextCursor).toBeNull();
  });

  test("are one's own alone", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const hers = await listed(ada);

    expect(hers.map(({ id }) => id)).toEqual([ada.sessionId]);
    expect(hers.map(({ id }) => id)).not.toContain(grace.sessionId);
  });

  test("show when they were last active", async ({ expect }) => {
    const person = await signUp();
    vi.setSystemTime(Date.now() + 5 * 60_000);

    await write(person);

    const [session] = await listed(person);
    expect(Date.parse(session?.lastActivityAt ?? "") - Date.parse(session?.createdAt ?? "")).toBeGreaterThanOrEqual(
      300_000,
    );
  });

  test("need somebody signed in", async ({ expect }) => {
    const answers = await Promise.all([
      call("GET", "/api/v1/sessions"),
      call("DELETE", "/api/v1/sessions/sess_01h455vb4pex5vsknk084sn02q"),
      call("POST", "/api/v1/sessions/terminate-all"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

describe("ending a session", () => {
  test("refuses it at once, everywhere where it asks the hub, and within five seconds elsewhere", async ({
    expect,
  }) => {
    const person = await signUp();
    const other = await signIn(person.email);
    const elsewhere = newIsolate();
    const readElsewhere = () => elsewhere.call("GET", "/api/v1/me", { token: other.token });
    await readElsewhere();

    const response = await person.call("DELETE", `/api/v1/sessions/${other.sessionId}`);

    expect(response.status).toBe(204);
    expect(await codeOf(await write(other))).toEqual([401, "SESSION_EXPIRED"]);
    expect(await codeOf(await other.call("GET", "/api/v1/me"))).toEqual([401, "SESSION_EXPIRED"]);
    const writeElsewhere = await elsewhere.call("PATCH", "/api/v1/me", { token: other.token, json: {} });
    expect(writeElsewhere.status).toBe(401);
    // The refused write made that isolate forget.
    expect((await readElsewhere()).status).toBe(401);
    expect((await listed(person)).map(({ id }) => id)).toEqual([person.sessionId]);
  });

  test("is seen by reads of another isolate within five seconds", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);
    const elsewhere = newIsolate();
    const read = () => elsewhere.call("GET", "/api/v1/me", { token: other.token });
    await read();
    await person.call("DELETE", `/api/v1/sessions/${other.sessionId}`);

    vi.setSystemTime(Date.now() + 5_001);

    expect((await read()).status).toBe(401);
  });

  test("outlives the eviction of the hub", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);
    await person.call("DELETE", `/api/v1/sessions/${other.sessionId}`);

    await evictDurableObject(env.USER_HUB.getByName(person.id));

    expect((await write(other)).status).toBe(401);
    expect((await write(person)).status).toBe(200);
    expect((await newIsolate().call("GET", "/api/v1/me", { token: other.token })).status).toBe(401);
  });

  test("of somebody else is a 404, and theirs goes on", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const foreign = await ada.call("DELETE", `/api/v1/sessions/${grace.sessionId}`);
    const unknown = await ada.call("DELETE", "/api/v1/sessions/sess_01h455vb4pex5vsknk084sn02q");

    expect(await codeOf(foreign)).toEqual(await codeOf(unknown));
    expect(foreign.status).toBe(404);
    expect((await write(grace)).status).toBe(200);
  });

  test("twice is a 404 the second time", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);

    const statuses = [];
    for (let time = 0; time < 2; time += 1) {
      statuses.push((await person.call("DELETE", `/api/v1/sessions/${other.sessionId}`)).status);
    }

    expect(statuses).toEqual([204, 404]);
  });

  test("may be one's own", async ({ expect }) => {
    const person = await signUp();

    const response = await person.call("DELETE", `/api/v1/sessions/${person.sessionId}`);

    expect(response.status).toBe(204);
    expect((await write(person)).status).toBe(401);
  });

  test.for(["nonsense", "user_01h455vb4pex5vsknk084sn02q", "sess_ILLEGAL"])("%s is a 404", async (id, { expect }) => {
    const person = await signUp();

    const response = await person.call("DELETE", `/api/v1/sessions/${id}`);

    expect(response.status).toBe(404);
  });
});

test("ending all others leaves the one that asks, and says how many", async ({ expect }) => {
  const person = await signUp();
  const others = [await signIn(person.email), await signIn(person.email), await signIn(person.email)];
  const stranger = await signUp();

  const response = await person.call("POST", "/api/v1/sessions/terminate-all");

  expect(await response.json()).toEqual({ ended: 3 });
  const statuses = (await Promise.all(others.map(write))).map(({ status }) => status);
  expect(statuses).toEqual([401, 401, 401]);
  expect([(await write(person)).status, (await write(stranger)).status]).toEqual([200, 200]);
  const again = await person.call("POST", "/api/v1/sessions/terminate-all");
  expect(await again.json()).toEqual({ ended: 0 });
});

test("a session is over after its time, whatever the token says", async ({ expect }) => {
  const person = await signUp();
  const short = newIsolate({ SESSION_HOURS: "1" });
  const { accessToken, session } = await (
    await short.call("POST", "/api/v1/auth/login", {
      json: { email: person.email, password: "correct horse battery staple" },
      from: newAddress(),
    })
  ).json<{ accessToken: string; session: Listed }>();

  vi.setSystemTime(Date.now() + 3600 * 1000 + 1_000);

  expect(Date.parse(session.expiresAt)).toBeLessThan(Date.now());
  expect((await call("GET", "/api/v1/me", { token: accessToken })).status).toBe(401);
  expect((await listed(await signIn(person.email))).map(({ id }) => id)).not.toContain(session.id);
});

test("the hundred-and-first session takes the place of the one unused for longest", async ({ expect }) => {
  const person = await signUp();
  const hub = env.USER_HUB.getByName(person.id);
  const device = { type: "unknown", browser: null, os: null, name: null } as const;
  const grants = { version: 0, permissions: [], limitFactor: 1 };
  const times = { ttlSeconds: 3600, idleSeconds: 0 };
  const session = { ip: "127.0.0.1", location: null, amr: ["pwd"], rememberDevice: false, grants, ...times };
  for (let at = 0; at < 100; at += 1) {
    await hub.openSession({ ...session, device });
  }

  expect((await write(person)).status).toBe(401);
  expect(await hub.listSessions("", { limit: 200, before: undefined })).toHaveLength(100);
});

test("writes are limited for each user, and say how they stand", async ({ expect }) => {
  const isolate = newIsolate({ LIMIT_WRITE: "3/60" });
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  const writeAs = (person: Person) => isolate.call("PATCH", "/api/v1/me", { token: person.token, json: {} });

  const answers = [await writeAs(ada), await writeAs(ada), await writeAs(ada), await writeAs(ada)];
  const other = await writeAs(grace);
  const read = await isolate.call("GET", "/api/v1/me", { token: ada.token });

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[0]?.headers.get("ratelimit-policy")).toBe('"write";q=3;w=60');
  expect(answers.map(({ headers }) => /r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1])).toEqual([
    "2",
    "1",
    "0",
    "0",
  ]);
  expect(Number(answers[3]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect([other.status, read.status]).toEqual([200, 200]);
});
