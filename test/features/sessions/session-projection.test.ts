import { evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { hourMs, hubOf, write } from "../../support/sessions.ts";

afterEach(() => vi.useRealTimers());

type Shown = { id: string; userId: string; endedAt: string | null; expiresAt: string; lastActivityAt: string };
type ShownPage = { items: Shown[]; nextCursor: string | null };

const list = async (by: Person, query: string) =>
  (await by.call("GET", `/api/v1/admin/sessions?${query}`)).json<ShownPage>();
const forceLogout = (by: Person, userId: string) => by.call("POST", `/api/v1/admin/users/${userId}/force-logout`);

/** The sessions of a user as operators see them, once all of them are shown. */
async function shownOf(by: Person, person: Person, count: number, query = ""): Promise<Shown[]> {
  return eventually(async () => {
    const { items } = await list(by, `limit=100&userId=${person.id}${query}`);
    if (items.length !== count) throw new Error(`${items.length} are shown`);
    return items;
  });
}

/** A real failure of D1 for what hubs show: the table is gone for a while. */
async function withoutTable(act: () => Promise<void>): Promise<void> {
  await env.DB.prepare("ALTER TABLE sessions RENAME TO sessions_away").run();
  try {
    await act();
  } finally {
    await env.DB.prepare("ALTER TABLE sessions_away RENAME TO sessions").run();
  }
}

describe("what could not be shown", () => {
  test("is shown once the alarm rings, also after an eviction", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    await shownOf(support, person, 1);
    let other: Person | undefined;

    await withoutTable(async () => {
      other = await signIn(person.email);
      await person.call("POST", "/api/v1/sessions/extend");
      await evictAllDurableObjects();
    });
    const before = await list(support, `userId=${person.id}`);
    const hasRun = await runDurableObjectAlarm(hubOf(person));

    expect([before.items.length, hasRun]).toEqual([1, true]);
    const items = await shownOf(support, person, 2);
    expect(items[0]?.id).toBe(other?.sessionId);
    expect(Date.parse(items[1]?.expiresAt ?? "") - Date.now()).toBeGreaterThan(47 * hourMs);
    expect(await runInDurableObject(hubOf(person), (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  test("is shown without anybody asking, once it can be", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    let other: Person | undefined;
    await withoutTable(async () => {
      other = await signIn(person.email);
      await evictAllDurableObjects();
    });

    // The hub sleeps: its alarm alone wakes it, some seconds later, and it knows whose it is.
    await eventually(
      async () => {
        const { items } = await list(support, `userId=${person.id}`);
        expect(items.map(({ id }) => id)).toContain(other?.sessionId);
      },
      { timeout: 12_000, interval: 200 },
    );
  });

  test("hinders nobody: signing in, ending and extending go on", async ({ expect }) => {
    const person = await signUp();

    await withoutTable(async () => {
      const other = await signIn(person.email);
      const extended = await other.call("POST", "/api/v1/sessions/extend");
      const ended = await person.call("DELETE", `/api/v1/sessions/${other.sessionId}`);
      expect([extended.status, ended.status, (await write(other)).status]).toEqual([200, 204, 401]);
    });
  });

  test("may be many sessions at once", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    await withoutTable(async () => {
      for (let at = 0; at < 20; at += 1) await signIn(person.email);
      await forceLogout(support, person.id);
    });

    await runDurableObjectAlarm(hubOf(person));

    const items = await shownOf(support, person, 21);
    expect(items.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });
});
