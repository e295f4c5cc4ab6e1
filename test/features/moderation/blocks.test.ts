import { env } from "cloudflare:workers";
import { describe, test, vi } from "vitest";
import { blockersAmong, isBlocked } from "../../../src/features/moderation/index.ts";
import { createDatabase } from "../../../src/platform/db/database.ts";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";

const db = createDatabase(env.DB);
type Page = { items: { id: string; username: string }[]; nextCursor: string | null };

const block = (by: Person, { username }: { username: string }) => by.call("PUT", `/api/v1/users/${username}/block`);
const unblock = (by: Person, { username }: { username: string }) =>
  by.call("DELETE", `/api/v1/users/${username}/block`);
const blocksOf = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/me/blocks${query}`)).json<Page>();

/** How often it was told that somebody blocked or unblocked somebody. */
async function toldOf(type: string, { id }: Person): Promise<number | null> {
  return env.DB.prepare("SELECT count(*) AS n FROM events WHERE type = ? AND payload ->> 'blockerId' = ?")
    .bind(type, id)
    .first("n");
}

describe("a block", () => {
  test("is made and taken back, as often as one likes, and told of once", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const answers = [];
    for (const act of [block, block, unblock, unblock]) answers.push((await act(ada, grace)).status);

    expect(answers).toEqual([204, 204, 204, 204]);
    expect([await toldOf("user.blocked", ada), await toldOf("user.unblocked", ada)]).toEqual([1, 1]);
    expect((await blocksOf(ada)).items).toEqual([]);
  });

  test("made by ten calls at once is one", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const answers = await Promise.all(Array.from({ length: 10 }, () => block(ada, grace)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await toldOf("user.blocked", ada)).toBe(1);
    expect((await blocksOf(ada)).items).toHaveLength(1);
  });

  test("is seen by who made it alone", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    await block(ada, grace);

    const [{ items }, theirs] = [await blocksOf(ada), await blocksOf(grace)];
    expect(items).toEqual([{ id: grace.id, username: grace.username, displayName: expect.any(String) }]);
    expect(theirs.items).toEqual([]);
    expect(await isBlocked(db, { blockerId: ada.id, blockedId: grace.id })).toBe(true);
    expect(await isBlocked(db, { blockerId: grace.id, blockedId: ada.id })).toBe(false);
    const audited = await env.DB.prepare("SELECT count(*) AS n FROM audit_entries WHERE actor_id = ?")
      .bind(ada.id)
      .first("n");
    expect(audited).toBe(0);
  });

  test("is found among many users at once", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    await Promise.all([block(ada, eve), block(grace, ada)]);

    const crowd = Array.from({ length: 900 }, (_, at) => `user_${at}`);
    const blockers = await blockersAmong(db, eve.id, [...crowd, ada.id, grace.id]);

    expect(blockers).toEqual(new Set([ada.id]));
    expect(await blockersAmong(db, eve.id, [])).toEqual(new Set());
  });

  test("of oneself, of nobody and by nobody is none", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      block(ada, ada),
      unblock(ada, ada),
      block(ada, { username: "nobody_is_called_so" }),
      unblock(ada, { username: "nobody_is_called_so" }),
      block(ada, { username: "No%20Name" }),
      call("PUT", `/api/v1/users/${ada.username}/block`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 404, 404, 401]);
    expect((await blocksOf(ada)).items).toEqual([]);
  });
});

describe("the list of blocks", () => {
  test("comes page by page, the newest first", async ({ expect }) => {
    const [ada, ...others] = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    // Two of the same moment must not hide each other at the border of a page.
    for (const [at, other] of others.entries()) {
      if (at < 2) vi.setSystemTime(Date.now() + 1);
      await block(ada, other);
    }
    vi.useRealTimers();

    const first = await blocksOf(ada, "?limit=2");
    const second = await blocksOf(ada, `?limit=2&cursor=${first.nextCursor}`);

    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
    expect(second.items[0]?.id).toBe(others[0]?.id);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(new Set(others.map(({ id }) => id)));
  });

  test("refuses a cursor that it never gave", async ({ expect }) => {
    const ada = await signUp();

    expect((await ada.call("GET", "/api/v1/me/blocks?cursor=x")).status).toBe(422);
  });
});
