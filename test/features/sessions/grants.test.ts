import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { hubOf, later } from "../../support/sessions.ts";

afterEach(() => vi.useRealTimers());

const grant = (by: Person, userId: string, role: string) =>
  by.call("PUT", `/api/v1/admin/users/${userId}/roles/${role}`);
const revoke = (by: Person, userId: string, role: string) =>
  by.call("DELETE", `/api/v1/admin/users/${userId}/roles/${role}`);
const canView = async (person: Person) => (await person.call("GET", "/api/v1/admin/sessions")).status;
const canEnd = async (person: Person) => (await person.call("POST", "/api/v1/admin/sessions/cleanup")).status;
const none = { permissions: [], limitFactor: 1 };
const all = { permissions: ["ALL"], limitFactor: 1 };

describe("a role that is granted or taken away", () => {
  test("counts for every session with its next call, without a new token", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    const phone = await signIn(person.email);
    const both = async () => [await canView(person), await canEnd(person), await canView(phone), await canEnd(phone)];
    const before = await both();

    await grant(admin, person.id, "support");
    const during = await both();
    await revoke(admin, person.id, "support");

    expect([before, during, await both()]).toEqual([
      [403, 403, 403, 403],
      [200, 200, 200, 200],
      [403, 403, 403, 403],
    ]);
  });

  test("counts in another isolate at once where it writes, and within five seconds where it reads", async ({
    expect,
  }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    await grant(admin, person.id, "support");
    const elsewhere = newIsolate();
    const view = () => elsewhere.call("GET", "/api/v1/admin/sessions", { token: person.token });
    const before = (await view()).status;

    await revoke(admin, person.id, "support");
    const cleanUp = await elsewhere.call("POST", "/api/v1/admin/sessions/cleanup", { token: person.token });
    later(5_000);

    expect([before, cleanUp.status, (await view()).status]).toEqual([200, 403, 403]);
  });

  test("is not undone by an eviction, nor by a token that was issued before", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const support = await signUpAs("support");
    await revoke(admin, support.id, "support");
    await evictAllDurableObjects();

    expect([await canView(support), await canEnd(support)]).toEqual([403, 403]);
  });
});

describe("what a hub is told of grants", () => {
  test("late or twice changes nothing", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    await grant(admin, person.id, "support");
    await revoke(admin, person.id, "support");
    const hub = hubOf(person);

    const statuses = [];
    for (const version of [0, 1, 1]) {
      await hub.setGrants({ version, ...all });
      statuses.push(await canEnd(person));
    }
    await evictAllDurableObjects();
    await hub.setGrants({ version: 1, ...all });
    statuses.push(await canEnd(person));
    await hub.setGrants({ version: 3, ...all });
    await hub.setGrants({ version: 3, ...all });
    await hub.setGrants({ version: 2, ...none });
    statuses.push(await canEnd(person));

    expect(statuses).toEqual([403, 403, 403, 403, 200]);
  });

  test("is not overridden by a sign-in that had read them before", async ({ expect }) => {
    const person = await signUp();
    const hub = hubOf(person);
    await hub.setGrants({ version: 7, ...none });
    const device = { type: "unknown", browser: null, os: null, name: null } as const;
    const origin = { ip: "127.0.0.1", location: null, amr: ["pwd"], rememberDevice: false, device };

    await hub.openSession({ ...origin, ttlSeconds: 3600, idleSeconds: 0, grants: { version: 6, ...all } });

    expect(await canEnd(person)).toBe(403);
  });

  test("of one user is nothing to another", async ({ expect }) => {
    const [admin, person, other] = [await signUpAs("admin"), await signUp(), await signUp()];

    await grant(admin, person.id, "support");

    expect([await canEnd(person), await canEnd(other)]).toEqual([200, 403]);
  });
});
