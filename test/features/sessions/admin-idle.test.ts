import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { listen } from "../../support/chat.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { hourMs, hubOf, isLive, later, minuteMs, signInThrough } from "../../support/sessions.ts";

// The clock stands still, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => vi.useRealTimers());

const ring = (person: Person) => runDurableObjectAlarm(hubOf(person));

describe("an administrator's session", () => {
  test("is over sooner", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];

    later(hourMs - 1);
    const before = await isLive(admin);
    later(1);

    expect([before, await isLive(admin), await isLive(person)]).toEqual([true, false, true]);
  });

  test.for([
    [{ SESSION_IDLE_MINUTES: "10" }, 10],
    [{ SESSION_IDLE_MINUTES: "0" }, 60],
    [{ SESSION_IDLE_MINUTES: "20", ADMIN_SESSION_IDLE_MINUTES: "0" }, 20],
    [{ ADMIN_SESSION_IDLE_MINUTES: "5" }, 5],
  ] as const)("has the shorter of the two limits: %o", async ([bindings, minutes], { expect }) => {
    const admin = await signInThrough(newIsolate(bindings), await signUpAs("admin"));

    later(minutes * minuteMs - 1);
    const before = await isLive(admin);
    later(1);

    expect([before, await isLive(admin)]).toEqual([true, false]);
  });

  test("is what a session becomes when its user is made one", async ({ expect }) => {
    const [admin, person, other] = [await signUpAs("admin"), await signUp(), await signUp()];
    await admin.call("PUT", `/api/v1/admin/users/${person.id}/roles/admin`);
    await admin.call("PUT", `/api/v1/admin/users/${other.id}/roles/support`);

    later(hourMs);

    expect([await isLive(person), await isLive(other)]).toEqual([false, true]);
  });

  test("with a socket open is looked after in time, though it became one later", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    const stream = await listen(person);
    await admin.call("PUT", `/api/v1/admin/users/${person.id}/roles/admin`);

    for (let at = 0; at < 3; at += 1) {
      later(40 * minuteMs);
      await ring(person);
    }

    expect([await isLive(person), stream.closed]).toEqual([true, null]);
  });
});
