import { evictDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import { hubOf } from "../../support/chat.ts";
import { choose, only, preferencesOf } from "../../support/notifications.ts";
import { signUp } from "../../support/people.ts";
import { outcomeOf } from "../../support/sessions.ts";

const quietHours = { enabled: true, start: "22:30", end: "06:15", timeZone: "Asia/Kuwait" };

describe("what somebody hears of", () => {
  test("is at first everything in the app, and by mail what waits for them", async ({ expect }) => {
    const ada = await signUp();

    const { types, quietHours: quiet, digest } = await preferencesOf(ada);

    expect(Object.values(types).every(({ inApp }) => inApp)).toBe(true);
    const mailed = Object.entries(types).flatMap(([type, { email }]) => (email ? [type] : []));
    expect(mailed.toSorted()).toEqual([
      "application_approved",
      "application_rejected",
      "application_submitted",
      "job_application_status",
      "mention",
      "new_message",
      "payment_due",
      "payment_failed",
      "payment_received",
      "security_alert",
      "space_invitation",
    ]);
    expect(types.security_alert).toEqual({ inApp: true, email: true, sms: true, whatsapp: false, push: false });
    expect(types.post_liked).toEqual(only("inApp"));
    expect(quiet).toEqual({ enabled: false, start: "22:00", end: "07:00", timeZone: "UTC" });
    expect(digest).toBe("off");
  });

  test("is replaced whole, outlives an eviction, and is nobody else's", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    await choose(ada, { types: { mention: only("sms") } });

    const answer = await choose(ada, { types: { post_liked: only("inApp", "email") }, quietHours, digest: "weekly" });
    await evictDurableObject(hubOf(ada));

    const [adas, graces] = await Promise.all([preferencesOf(ada), preferencesOf(grace)]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(adas);
    expect(adas).toMatchObject({ quietHours, digest: "weekly", types: { post_liked: only("inApp", "email") } });
    expect(adas.types.mention).toEqual(graces.types.mention);
    expect(graces).toMatchObject({ digest: "off", types: { post_liked: only("inApp") } });
  });

  test("bears an ETag", async ({ expect }) => {
    const ada = await signUp();
    const first = await ada.call("GET", "/api/v1/notifications/preferences");
    const etag = first.headers.get("etag") ?? "";

    const again = await ada.call("GET", "/api/v1/notifications/preferences", { headers: { "if-none-match": etag } });
    await choose(ada, { digest: "daily" });
    const changed = await ada.call("GET", "/api/v1/notifications/preferences", { headers: { "if-none-match": etag } });

    expect([again.status, changed.status]).toEqual([304, 200]);
  });

  test.for([
    ["a type that there is not", { types: { gossip: only("inApp") } }],
    ["a channel that there is not", { types: { mention: { ...only("inApp"), fax: true } } }],
    ["a channel that is not named", { types: { mention: { inApp: true, email: true } } }],
    ["a channel that is no yes or no", { types: { mention: { ...only("inApp"), email: "yes" } } }],
    ["a digest that there is not", { digest: "hourly" }],
    ["a time zone that there is not", { quietHours: { ...quietHours, timeZone: "Mars/Olympus" } }],
    ["no time zone", { quietHours: { enabled: false, start: "22:00", end: "07:00" } }],
    ["a time that there is not", { quietHours: { ...quietHours, start: "24:00" } }],
    ["quiet hours without an end", { quietHours: { ...quietHours, end: "22:30" } }],
    ["security alerts without mail", { types: { security_alert: only("inApp", "sms") } }],
    ["failed payments without mail", { types: { payment_failed: only("inApp") } }],
    ["what is not known here", { colour: "blue" }],
  ])("is refused with %s, and nothing changes", async ([, chosen], { expect }) => {
    const ada = await signUp();
    await choose(ada, { digest: "daily" });

    // What the contract does not allow.
    const answer = await choose(ada, chosen as object);

    expect(await outcomeOf(answer)).toEqual([422, "VALIDATION_FAILED"]);
    expect(await preferencesOf(ada)).toMatchObject({ digest: "daily", quietHours: { enabled: false } });
  });
});
