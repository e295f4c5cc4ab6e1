import { evictAllDurableObjects } from "cloudflare:test";
import * as fc from "fast-check";
import { test, vi } from "vitest";
import type { NotificationPage, NotificationType } from "../../../src/features/notifications/contract.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { type Person, signUp } from "../../support/people.ts";

type Step =
  | { do: "tell"; type: NotificationType; group: string | null; actor: string; again: boolean }
  | { do: "read" | "delete"; at: number }
  | { do: "readAll" }
  | { do: "evict" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("tell"),
      type: fc.constantFrom("post_liked", "new_comment"),
      group: fc.constantFrom(null, "one", "two"),
      actor: fc.constantFrom("a", "b", "c"),
      again: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("read", "delete"), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ do: "readAll" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "evict" as const }) },
);

/** What an inbox should hold, kept in the plainest way. */
class Model {
  items: { key: string; type: string; group: string | null; actors: Set<string>; isRead: boolean }[] = [];
  seq = 0;

  /** @returns the keys, newest first. */
  get keys(): string[] {
    return this.items.map(({ key }) => key);
  }

  get unreadCount(): number {
    return this.items.filter(({ isRead }) => !isRead).length;
  }

  tell(key: string, type: string, group: string | null, actor: string): void {
    this.seq += 1;
    const joined = this.items.find(
      (item) => group !== null && !item.isRead && item.group === group && item.type === type,
    );
    this.items = this.items.filter((item) => item !== joined);
    const actors = new Set([...(joined?.actors ?? []), actor]);
    this.items.unshift({ key: joined?.key ?? key, type, group, actors, isRead: false });
  }

  read(at: number): void {
    const item = this.items[at];
    if (!item || item.isRead) return;
    item.isRead = true;
    this.seq += 1;
  }

  readAll(): void {
    if (this.unreadCount > 0) this.seq += 1;
    for (const item of this.items) item.isRead = true;
  }

  delete(at: number): void {
    if (this.items.splice(at, 1).length > 0) this.seq += 1;
  }
}

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/notifications?limit=100${query}`)).json<NotificationPage>();

async function perform(person: Person, model: Model, next: Step, at: number): Promise<void> {
  switch (next.do) {
    case "tell": {
      const { type, group: groupKey, actor: id } = next;
      const input = { type, title: `n${at}`, message: "", link: null, metadata: { first: `n${at}` }, groupKey };
      const actor = { id, username: id, displayName: id };
      await hubOf(person).notify(`n${at}`, { ...input, actor });
      if (next.again) await hubOf(person).notify(`n${at}`, { ...input, actor });
      return model.tell(`n${at}`, type, groupKey, id);
    }
    case "read":
    case "delete": {
      const { items } = await list(person);
      const item = items[next.at];
      if (!item) return;
      if (next.do === "read") await person.call("PUT", `/api/v1/notifications/${item.id}/read`);
      else await person.call("DELETE", `/api/v1/notifications/${item.id}`);
      return model[next.do](next.at);
    }
    case "readAll":
      await person.call("PUT", "/api/v1/notifications/read-all");
      return model.readAll();
    case "evict":
      return evictAllDurableObjects();
  }
}

test(
  "the counts agree with the list and both with a plain model, whatever happens",
  { timeout: 60_000 },
  async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const ada = await signUp();
        const live = await listen(ada);
        const model = new Model();

        for (const [at, each] of steps.entries()) await perform(ada, model, each, at);

        const [all, unread] = await Promise.all([list(ada), list(ada, "&unread=true")]);
        expect(all).toMatchObject({ total: all.items.length, unreadCount: unread.items.length });
        expect([all.total, all.unreadCount]).toEqual([model.items.length, model.unreadCount]);
        expect(all.items.map(({ type, groupCount, read }) => ({ type, groupCount, read }))).toEqual(
          model.items.map(({ type, actors, isRead }) => ({ type, groupCount: actors.size, read: isRead })),
        );
        const replayed = await listen(ada, 0);
        expect(replayed.frames[0]).toMatchObject({ seq: model.seq, unreadCount: model.unreadCount });
        const durable = () => live.frames.filter(({ type }) => type.startsWith("notification."));
        await vi.waitFor(() => expect(durable()).toHaveLength(model.seq));
        expect(replayed.frames.slice(1)).toEqual(durable());
        expect(live.ofType("unread").at(-1)?.["count"] ?? 0).toBe(model.unreadCount);
        live.close();
        replayed.close();
      }),
      { numRuns: 40 },
    );
  },
);
