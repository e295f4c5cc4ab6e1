import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hubOf, listen } from "../../support/chat.ts";
import { publish } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { newestOf, notificationMailsTo, only, tell, choose } from "../../support/notifications.ts";
import { mailTo, type Person, signUp } from "../../support/people.ts";
import { later } from "../../support/sessions.ts";

afterEach(() => vi.useRealTimers());

const setClock = (time: string) => vi.setSystemTime(new Date(time));
const hourMs = 3_600_000;

/** By the hub itself: sessions do not outlive the jumps of these clocks. */
const statesOf = async (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) =>
    storage.sql.exec("SELECT state, reason, due_at FROM deliveries ORDER BY notification_id").toArray(),
  );

const untilState = (person: Person, state: string) =>
  eventually(async () => expect(await statesOf(person)).toMatchObject([{ state }]));

const quiet = (timeZone: string, start: string, end: string) => ({
  types: {},
  quietHours: { enabled: true, start, end, timeZone },
  digest: "off" as const,
});

describe("quiet hours", () => {
  test.for([
    ["in the evening", "2027-01-10T20:30Z", "Asia/Kuwait", "22:00", "07:00", "2027-01-11T04:00Z"],
    ["in the morning", "2027-01-11T01:00Z", "Asia/Kuwait", "22:00", "07:00", "2027-01-11T04:00Z"],
    ["in their first minute", "2027-01-10T19:00Z", "Asia/Kuwait", "22:00", "07:00", "2027-01-11T04:00Z"],
    ["before they begin", "2027-01-10T18:59Z", "Asia/Kuwait", "22:00", "07:00", null],
    ["when they end", "2027-01-11T04:00Z", "Asia/Kuwait", "22:00", "07:00", null],
    ["at noon", "2027-01-10T07:15Z", "Asia/Kolkata", "12:30", "13:30", "2027-01-10T08:00Z"],
    ["before noon", "2027-01-10T06:59Z", "Asia/Kolkata", "12:30", "13:30", null],
    ["at the end of a year", "2027-12-31T23:30Z", "UTC", "23:00", "01:00", "2028-01-01T01:00Z"],
    ["when clocks are put forward", "2027-03-27T22:30Z", "Europe/Berlin", "22:00", "07:00", "2027-03-28T05:00Z"],
    [
      "that end while clocks are put forward",
      "2027-03-27T23:00Z",
      "Europe/Berlin",
      "22:00",
      "02:30",
      "2027-03-28T01:30Z",
    ],
    ["when clocks are put back", "2027-10-30T21:00Z", "Europe/Berlin", "22:00", "07:00", "2027-10-31T06:00Z"],
    ["that end twice", "2027-10-30T22:00Z", "Europe/Berlin", "22:00", "02:30", "2027-10-31T00:30Z"],
    ["that end for the second time", "2027-10-31T01:10Z", "Europe/Berlin", "22:00", "02:30", "2027-10-31T01:30Z"],
    ["west of midnight", "2027-03-14T05:30Z", "America/New_York", "22:00", "07:00", "2027-03-14T11:00Z"],
  ] as const)("%s", async ([, now, timeZone, start, end, dueAt]) => {
    const ada = await signUp();
    setClock(now);
    await hubOf(ada).replacePreferences(quiet(timeZone, start, end));

    await tell(ada);

    const expected =
      dueAt === null
        ? { state: "sent", reason: null, due_at: null }
        : { state: "deferred", reason: "Quiet hours.", due_at: Date.parse(dueAt) };
    await eventually(async () => expect(await statesOf(ada)).toEqual([expected]));
  });

  test("hold back mails, and not what is seen in the app; their end sends them", async () => {
    setClock("2027-01-10T23:00Z");
    const ada = await signUp();
    await choose(ada, quiet("UTC", "22:00", "07:00"));
    const stream = await listen(ada);

    await tell(ada, { title: "Good night" });
    const first = await newestOf(ada);
    stream.close();
    await stream.waitForClose();
    later(8 * hourMs - 1);
    await runDurableObjectAlarm(hubOf(ada));
    const before = [await statesOf(ada), await notificationMailsTo(ada)];
    await evictDurableObject(hubOf(ada));
    later(1);
    await runDurableObjectAlarm(hubOf(ada));

    await untilState(ada, "sent");
    expect(stream.ofType("notification.created")).toMatchObject([{ notification: { id: first.id } }]);
    expect(before).toEqual([[expect.objectContaining({ state: "deferred" })], []]);
    expect((await mailTo(ada.email, "notification")).subject).toBe("Good night");
  });

  test.for([
    ["was read", "It was read."],
    ["was deleted", "It was deleted."],
    ["is not wanted any more", "It was turned off."],
  ])("send nothing at their end of what %s", async ([what, reason]) => {
    setClock("2027-01-10T23:00Z");
    const ada = await signUp();
    await choose(ada, quiet("UTC", "22:00", "07:00"));
    await tell(ada);
    const { id } = await newestOf(ada);

    if (what === "was read") await ada.call("PUT", `/api/v1/notifications/${id}/read`);
    else if (what === "was deleted") await ada.call("DELETE", `/api/v1/notifications/${id}`);
    else await choose(ada, { ...quiet("UTC", "22:00", "07:00"), types: { mention: only("inApp") } });
    later(9 * hourMs);
    await runDurableObjectAlarm(hubOf(ada));

    await untilState(ada, "skipped");
    expect(await statesOf(ada)).toMatchObject([{ reason }]);
    expect(await notificationMailsTo(ada)).toEqual([]);
  });

  test("send nothing at their end of a post that is gone", async () => {
    setClock("2027-01-10T23:00Z");
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    await choose(ada, quiet("UTC", "22:00", "07:00"));
    const one = await publish(bo, `A secret for @${ada.username}`);
    await eventually(async () => expect(await statesOf(ada)).toHaveLength(1));

    await bo.call("DELETE", `/api/v1/posts/${one.id}`);
    later(9 * hourMs);
    await runDurableObjectAlarm(hubOf(ada));

    await untilState(ada, "skipped");
    expect(await statesOf(ada)).toMatchObject([{ reason: "It is not to be seen any more." }]);
    expect(await notificationMailsTo(ada)).toEqual([]);
  });

  test("do not add up to more messages to a phone than there may be in a day", async () => {
    setClock("2027-01-10T23:00Z");
    const ada = await signUp();
    await choose(ada, { ...quiet("UTC", "22:00", "07:00"), types: { mention: only("inApp", "sms") } });

    for (let count = 0; count < 12; count += 1) await tell(ada);

    expect((await statesOf(ada)).map(({ state }) => state)).toEqual([
      ...Array.from({ length: 10 }, () => "deferred"),
      "skipped",
      "skipped",
    ]);
  });

  test("do not add up to more mails than there may be in an hour: the others are one mail an hour after", async () => {
    setClock("2027-01-10T22:00Z");
    const ada = await signUp();
    await choose(ada, quiet("UTC", "22:00", "07:00"));
    for (let hour = 0; hour < 4; hour += 1) {
      for (let count = 0; count < 10; count += 1) await tell(ada);
      later(hourMs);
    }

    const reasons = (await statesOf(ada)).map(({ reason }) => reason);
    later(5 * hourMs);
    await runDurableObjectAlarm(hubOf(ada));
    await eventually(async () => expect(await notificationMailsTo(ada)).toHaveLength(30));
    later(hourMs);
    await runDurableObjectAlarm(hubOf(ada));

    expect(reasons.filter((reason) => reason === "Quiet hours.")).toHaveLength(30);
    expect((await mailTo(ada.email, "digest")).subject).toMatch(/^10 /);
    expect(await notificationMailsTo(ada)).toHaveLength(30);
  });

  test("do not hold back what is critical", async () => {
    setClock("2027-01-10T23:00Z");
    const ada = await signUp();
    await choose(ada, { ...quiet("UTC", "22:00", "07:00"), digest: "daily" });

    await tell(ada, { type: "payment_failed", title: "Your payment failed" });

    expect((await mailTo(ada.email, "notification")).subject).toBe("Your payment failed");
  });

  test("that are turned off let go what they held back", async () => {
    setClock("2027-01-10T23:00Z");
    const ada = await signUp();
    await choose(ada, quiet("UTC", "22:00", "07:00"));
    await tell(ada, { title: "Good night" });

    await choose(ada);

    expect((await mailTo(ada.email, "notification")).subject).toBe("Good night");
  });
});
