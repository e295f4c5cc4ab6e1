import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ReplacePreferences } from "../../../src/features/notifications/contract.ts";
import { hubOf } from "../../support/chat.ts";
import { publish } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { actorOf, choose, deliveriesOf, listOf, tell, untilDelivered } from "../../support/notifications.ts";
import { mailsTo, mailTo, type Person, signUp } from "../../support/people.ts";
import { later } from "../../support/sessions.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

// A Wednesday, one in the afternoon in Kuwait.
beforeEach(() => void vi.setSystemTime(new Date("2027-01-13T10:00Z")));
afterEach(() => vi.useRealTimers());

const inKuwait = { enabled: false, start: "22:00", end: "07:00", timeZone: "Asia/Kuwait" };

async function readerOf(digest: "daily" | "weekly", more: Partial<ReplacePreferences> = {}): Promise<Person> {
  const ada = await signUp();
  await choose(ada, { digest, quietHours: inKuwait, ...more });
  return ada;
}

/** When the next digest is due, as the hub keeps it; the alarm rings for other things, too. */
const dueAt = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) => {
    const [row] = storage.sql.exec<{ at: number }>("SELECT at FROM next_digest").toArray();
    return row ? new Date(row.at).toISOString() : null;
  });

const statesOf = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) =>
    storage.sql
      .exec("SELECT state, reason FROM deliveries WHERE subject != 'digest' ORDER BY notification_id")
      .toArray(),
  );

async function ring(person: Person): Promise<void> {
  await evictDurableObject(hubOf(person));
  await runDurableObjectAlarm(hubOf(person));
}

const templatesTo = async (person: Person) =>
  (await mailsTo(person.email))
    .map(({ template }) => template)
    .filter((template) => template === "digest" || template === "notification");

describe("a digest", () => {
  test("tells in one mail, at eight in the morning, what is still unread", async () => {
    const ada = await readerOf("daily");
    for (const title of ["First", "Second", "Third"]) await tell(ada, { title });
    const { items } = await listOf(ada);
    const history = await deliveriesOf(ada, items[0]?.id ?? "");
    await ada.call("PUT", `/api/v1/notifications/${items[1]?.id}/read`);
    const due = await dueAt(ada);

    later(19 * hourMs - 1);
    await ring(ada);
    const early = await templatesTo(ada);
    later(1);
    await ring(ada);

    const mail = await mailTo(ada.email, "digest");
    expect(due).toBe("2027-01-14T05:00:00.000Z");
    expect(history).toMatchObject([{ channel: "email", state: "deferred", reason: "The daily digest tells of it." }]);
    expect(early).toEqual([]);
    expect(mail.subject).toMatch(/^2 /);
    expect(mail.text).toMatch(/Third[^]*First/);
    expect(mail.text).not.toContain("Second");
    await eventually(async () =>
      expect(await statesOf(ada)).toMatchObject([
        { state: "sent" },
        { state: "skipped", reason: "It was read." },
        { state: "sent" },
      ]),
    );
    expect(await templatesTo(ada)).toEqual(["digest"]);
  });

  test("comes once a week on Monday", async () => {
    const ada = await readerOf("weekly");
    await tell(ada);
    const due = await dueAt(ada);

    later(Date.parse(due ?? "") - Date.now());
    await ring(ada);

    expect(due).toBe("2027-01-18T05:00:00.000Z");
    expect((await mailTo(ada.email, "digest")).subject).toMatch(/this week$/);
    expect(await dueAt(ada)).toBeNull();
    await tell(ada);
    expect(await dueAt(ada)).toBe("2027-01-25T05:00:00.000Z");
  });

  test("does not come where nothing is unread", async () => {
    const ada = await readerOf("daily");
    await tell(ada);
    await ada.call("PUT", "/api/v1/notifications/read-all");

    later(dayMs);
    await ring(ada);

    await eventually(async () => expect(await statesOf(ada)).toMatchObject([{ state: "skipped" }]));
    expect(await dueAt(ada)).toBeNull();
    expect(await templatesTo(ada)).toEqual([]);
  });

  test("is sent once, whatever rings again", async () => {
    const ada = await readerOf("daily");
    await tell(ada);
    later(dayMs);

    await ring(ada);
    await mailTo(ada.email, "digest");
    await runInDurableObject(hubOf(ada), (_, { storage }) => storage.setAlarm(Date.now() + 1_000));
    await ring(ada);

    expect(await templatesTo(ada)).toEqual(["digest"]);
  });

  test("waits for the end of quiet hours that last longer", async () => {
    const ada = await readerOf("daily", { quietHours: { ...inKuwait, enabled: true, end: "09:30" } });
    await tell(ada, { title: "Good morning" });

    later(19 * hourMs);
    await ring(ada);
    const early = await templatesTo(ada);
    later(1.5 * hourMs);
    await ring(ada);

    expect(early).toEqual([]);
    expect((await mailTo(ada.email, "digest")).text).toContain("Good morning");
  });

  test("holds back neither what is critical nor other channels than mail", async () => {
    const types = { mention: { inApp: true, email: true, sms: true, whatsapp: false, push: false } };
    const ada = await readerOf("daily", { types });

    await tell(ada, { type: "payment_failed", title: "Your payment failed" });
    await tell(ada, { type: "mention" });

    expect((await mailTo(ada.email, "notification")).subject).toBe("Your payment failed");
    const { items } = await listOf(ada);
    await untilDelivered(ada, items[0]?.id ?? "", [
      { channel: "email", state: "deferred" },
      { channel: "sms", state: "skipped", reason: "No phone number is known." },
    ]);
  });

  test("that is turned off still tells what it had collected, when it was due", async () => {
    const ada = await readerOf("daily");
    await tell(ada, { title: "Collected" });

    await choose(ada, { quietHours: inKuwait });
    await tell(ada, { title: "At once" });
    await mailTo(ada.email, "notification");
    later(19 * hourMs);
    await ring(ada);

    expect((await mailTo(ada.email, "digest")).text).toContain("Collected");
  });

  test("comes when another choice has it come, also for what was collected before", async () => {
    const ada = await readerOf("weekly");
    await tell(ada);

    await choose(ada, { digest: "daily", quietHours: { ...inKuwait, timeZone: "America/New_York" } });

    expect(await dueAt(ada)).toBe("2027-01-13T13:00:00.000Z");
  });

  test("shows twenty, and how many more there are", async () => {
    const ada = await readerOf("daily");
    for (let count = 1; count <= 23; count += 1) await tell(ada, { title: `Number ${count}.` });

    later(dayMs);
    await ring(ada);

    const mail = await mailTo(ada.email, "digest");
    expect(mail.subject).toMatch(/^23 /);
    expect(mail.text.match(/Number \d+\./g)).toHaveLength(20);
    expect(mail.text).toContain("Number 23.");
    expect(mail.text).toContain("There are 3 more.");
  });

  test("tells of what stands behind twenty that are gone", async () => {
    const [ada, bo] = await Promise.all([readerOf("daily"), signUp()]);
    for (let count = 1; count <= 3; count += 1) await tell(ada, { title: `Number ${count}.` });
    const { id: postId } = await publish(bo, "Soon gone");
    // Told of as by somebody, so that the post is looked at.
    for (let count = 0; count < 21; count += 1) await tell(ada, { metadata: { postId }, actor: actorOf(bo) });

    await bo.call("DELETE", `/api/v1/posts/${postId}`);
    later(dayMs);
    await ring(ada);

    const { subject, text } = await mailTo(ada.email, "digest");
    expect(subject).toMatch(/^3 /);
    expect(text.match(/Number \d\./g)).toHaveLength(3);
    await eventually(async () => {
      const states = (await statesOf(ada)).map(({ state, reason }) => [state, reason]);
      expect(states.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ["sent", null]));
      expect(states.slice(3)).toEqual(Array.from({ length: 21 }, () => ["skipped", "It is not to be seen any more."]));
    });
  });

  test("neither shows nor counts a post that is gone", async () => {
    const [ada, bo] = await Promise.all([readerOf("daily"), signUp()]);
    await tell(ada, { title: "Still there" });
    const one = await publish(bo, `A secret for @${ada.username}`);
    await eventually(async () => expect((await listOf(ada)).total).toBe(2));

    await bo.call("DELETE", `/api/v1/posts/${one.id}`);
    later(dayMs);
    await ring(ada);

    const { subject, text } = await mailTo(ada.email, "digest");
    expect(subject).toMatch(/^1 /);
    expect(text).toContain("Still there");
    expect(text).not.toContain("secret");
  });
});
