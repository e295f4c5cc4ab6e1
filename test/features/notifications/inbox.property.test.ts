import { evictAllDurableObjects, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { test } from "vitest";
import type { Notification, NotificationPage, NotificationType } from "../../../src/features/notifications/contract.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Frame, Stream } from "../../support/stream.ts";

type Step =
  | { do: "tell"; type: NotificationType; group: string | null; actor: string; again: boolean }
  | { do: "read" | "delete"; at: number }
  | { do: "readAll" | "evict" | "leave" | "comeBack" | "prune" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
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
  { weight: 1, arbitrary: fc.constant({ do: "prune" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("leave", "comeBack") }) },
);

/** What an inbox should hold, kept in the plainest way. */
class Model {
  items: { key: string; type: string; group: string | null; actors: Set<string>; isRead: boolean }[] = [];
  seq = 0;
  /** So many of the stream's first events are gone. */
  pruned = 0;

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

type Shown = { id: string; seq: number; type: string; groupCount: number; read: boolean };

const shown = ({ id, seq, type, groupCount, read }: Notification): Shown => ({ id, seq, type, groupCount, read });

/** A tab: what it shows it knows from its stream alone, but for when it is told to start over. */
class Tab {
  readonly faults: string[] = [];
  #items: Shown[] = [];
  #seq = 0;
  #unread = 0;
  #taken = 0;
  #stream: Stream | undefined;
  readonly #person: Person;

  constructor(person: Person) {
    this.#person = person;
  }

  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  get place(): number {
    return this.#seq;
  }

  async open(): Promise<void> {
    this.#taken = 0;
    this.#stream = await listen(this.#person, this.#seq);
  }

  async close(): Promise<void> {
    await this.take();
    this.#stream?.close();
    await this.#stream?.waitForClose();
    await this.take();
    this.#stream = undefined;
  }

  /** Waits until it has heard of everything. */
  async view(seq: number): Promise<{ items: Shown[]; unreadCount: number }> {
    await eventually(async () => {
      await this.take();
      if (this.#seq !== seq) throw new Error(`at ${this.#seq} of ${seq}: ${this.faults.join()}`);
    });
    return { items: this.#items.toSorted((a, b) => b.seq - a.seq), unreadCount: this.#unread };
  }

  async take(): Promise<void> {
    const frames = this.#stream?.frames ?? [];
    for (; this.#taken < frames.length; this.#taken += 1) await this.#apply(frames[this.#taken] ?? { type: "none" });
  }

  async #apply(frame: Frame): Promise<void> {
    if (frame.type === "ready") this.#unread = Number(frame["unreadCount"]);
    if (frame.type === "unread") this.#unread = Number(frame["count"]);
    if (frame.type === "reset") return this.#startOver(Number(frame["seq"]));
    if (!frame.type.startsWith("notification.")) return;
    // What happened while it read the list anew it knows already.
    if (Number(frame["seq"]) <= this.#seq) return;
    if (frame["seq"] !== this.#seq + 1) this.faults.push(`${Number(frame["seq"])} came after ${this.#seq}`);
    this.#seq = Number(frame["seq"]);
    const isIt = ({ id }: Shown) => id === frame["notificationId"];
    const told = frame["notification"] as Notification | undefined;
    if (told) this.#items = [...this.#items.filter(({ id }) => id !== told.id), shown(told)];
    if (frame.type === "notification.deleted") this.#items = this.#items.filter((item) => !isIt(item));
    if (frame.type === "notification.read") for (const item of this.#items) item.read ||= isIt(item);
    if (frame.type === "notification.all_read") for (const item of this.#items) item.read = true;
  }

  async #startOver(seq: number): Promise<void> {
    this.#items = (await list(this.#person)).items.map(shown);
    this.#seq = seq;
  }
}

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/notifications?limit=100${query}`)).json<NotificationPage>();

async function tell(person: Person, model: Model, next: Step & { do: "tell" }, at: number): Promise<void> {
  const { type, group: groupKey, actor: id } = next;
  const input = { type, title: `n${at}`, message: "", link: null, metadata: { first: `n${at}` }, groupKey };
  const actor = { id, username: id, displayName: id };
  await hubOf(person).notify(`n${at}`, { ...input, actor });
  if (next.again) await hubOf(person).notify(`n${at}`, { ...input, actor });
  model.tell(`n${at}`, type, groupKey, id);
}

async function change(person: Person, model: Model, next: Step & { do: "read" | "delete" }): Promise<void> {
  const item = (await list(person)).items[next.at];
  if (!item) return;
  if (next.do === "read") await person.call("PUT", `/api/v1/notifications/${item.id}/read`);
  else await person.call("DELETE", `/api/v1/notifications/${item.id}`);
  model[next.do](next.at);
}

/** Lets the stream's first events go, as they do past two thousand. */
async function prune(person: Person, model: Model): Promise<void> {
  model.pruned = Math.max(0, model.seq - 2);
  await runInDurableObject(hubOf(person), (_, { storage }) => {
    storage.sql.exec("DELETE FROM stream WHERE seq <= ?", model.pruned);
  });
}

async function perform(person: Person, model: Model, tab: Tab, next: Step, at: number): Promise<void> {
  switch (next.do) {
    case "tell":
      return tell(person, model, next, at);
    case "read":
    case "delete":
      return change(person, model, next);
    case "readAll":
      await person.call("PUT", "/api/v1/notifications/read-all");
      return model.readAll();
    case "evict":
      return evictAllDurableObjects();
    case "prune":
      return prune(person, model);
    case "leave":
      return tab.isOpen ? tab.close() : undefined;
    case "comeBack":
      return tab.isOpen ? undefined : tab.open();
  }
}

test(
  "the list, the counts and what two tabs see agree with a plain model, whatever happens",
  { timeout: 60_000 },
  async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const ada = await signUp();
        const [steady, restless] = [new Tab(ada), new Tab(ada)];
        await Promise.all([steady.open(), restless.open()]);
        const model = new Model();

        for (const [at, each] of steps.entries()) await perform(ada, model, restless, each, at);
        if (!restless.isOpen) await restless.open();

        const [all, unread] = await Promise.all([list(ada), list(ada, "&unread=true")]);
        expect(all).toMatchObject({ total: all.items.length, unreadCount: unread.items.length });
        expect([all.total, all.unreadCount]).toEqual([model.items.length, model.unreadCount]);
        expect(all.items.map(({ type, groupCount, read }) => ({ type, groupCount, read }))).toEqual(
          model.items.map(({ type, actors, group, isRead }) => {
            return { type, groupCount: group === null ? 1 : actors.size, read: isRead };
          }),
        );
        for (const tab of [steady, restless]) {
          const view = await tab.view(model.seq);
          expect(view).toEqual({ items: all.items.map(shown), unreadCount: model.unreadCount });
          expect(tab.faults).toEqual([]);
        }
        const late = await listen(ada, 0);
        const isWhole = model.pruned === 0;
        expect(late.frames.slice(1, 2).map(({ type }) => type === "reset")).toEqual(model.seq === 0 ? [] : [!isWhole]);
        await Promise.all([steady.close(), restless.close()]);
        late.close();
      }),
      { numRuns: 18 },
    );
  },
);
