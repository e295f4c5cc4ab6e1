import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

afterEach(() => vi.useRealTimers());

const grant = (by: Person, userId: string, role: string) =>
  by.call("PUT", `/api/v1/admin/users/${userId}/roles/${role}`);
const revoke = (by: Person, userId: string, role: string) =>
  by.call("DELETE", `/api/v1/admin/users/${userId}/roles/${role}`);
const see = async (person: Person) => (await person.call("GET", "/api/v1/admin/roles")).status;

describe("a role", () => {
  test("counts from the next call on, with the token that one has", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    const before = await see(person);

    const granted = await grant(admin, person.id, "support");
    const during = await see(person);
    const revoked = await revoke(admin, person.id, "support");
    const after = await see(person);

    expect([before, granted.status, during, revoked.status, after]).toEqual([403, 204, 200, 204, 403]);
  });

  test("of an administrator lets them write at once, and no more once it is gone", async ({ expect }) => {
    const [admin, second, person] = [await signUpAs("admin"), await signUp(), await signUp()];

    const before = await grant(second, person.id, "support");
    await grant(admin, second.id, "admin");
    const during = await grant(second, person.id, "support");
    await revoke(admin, second.id, "admin");
    const after = await revoke(second, person.id, "support");

    expect([before.status, during.status, after.status]).toEqual([403, 204, 403]);
  });

  test("is shown to its user with what it permits, and they are told", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];

    await grant(admin, person.id, "support");

    expect(await person.call("GET", "/api/v1/me").then((response) => response.json())).toMatchObject({
      roles: ["support"],
      permissions: ["user.view", "session.view", "session.end", "audit.view"],
    });
    const told = await env.DB.prepare(
      "SELECT payload FROM events WHERE type = 'users.security-notice' AND payload LIKE ?",
    )
      .bind(`%${person.id}%roles_changed%`)
      .first<{ payload: string }>();
    expect(JSON.parse(told?.payload ?? "{}")).toMatchObject({ details: { role: "support", change: "granted" } });
  });

  test("may be granted and taken twice, which tells and counts once", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];

    const answers = [];
    for (const act of [grant, grant, revoke, revoke]) answers.push((await act(admin, person.id, "operator")).status);

    expect(answers).toEqual([204, 204, 204, 204]);
    const row = await env.DB.prepare("SELECT roles_version FROM users WHERE id = ?").bind(person.id).first();
    expect(row).toEqual({ roles_version: 2 });
  });

  test("granted by twenty calls at once is granted once", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];

    const answers = await Promise.all(Array.from({ length: 20 }, () => grant(admin, person.id, "support")));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(
      await env.DB.prepare("SELECT roles_version FROM users WHERE id = ?").bind(person.id).first("roles_version"),
    ).toBe(1);
  });

  test("reaches the user's sessions by a reaction too, should the call be cut off", async ({ expect }) => {
    const person = await signUp();
    // What the batch of a grant leaves behind when the Worker dies right after it.
    const now = Date.now();
    const id = `evt_${crypto.randomUUID()}`;
    await env.DB.batch([
      env.DB.prepare("INSERT INTO user_roles (user_id, role) VALUES (?, 'support')").bind(person.id),
      env.DB.prepare("UPDATE users SET roles_version = roles_version + 1 WHERE id = ?").bind(person.id),
      env.DB.prepare(
        "INSERT INTO events (id, type, payload, occurred_at, next_attempt_at) VALUES (?, 'users.roles-changed', ?, ?, ?)",
      ).bind(id, JSON.stringify({ userId: person.id }), now, now),
    ]);
    const before = await see(person);

    await newIsolate().deliver("atrium-events", [{ eventId: id }]);

    expect([before, (await person.call("GET", "/api/v1/admin/roles", { from: newAddress() })).status]).toEqual([
      403, 200,
    ]);
  });
});

describe("the last administrator", () => {
  test("remains, even when two remove each other at once", async ({ expect }) => {
    await env.DB.prepare("DELETE FROM user_roles").run();
    const [one, other] = [await signUpAs("admin"), await signUpAs("admin")];

    const answers = await Promise.all([revoke(one, other.id, "admin"), revoke(other, one.id, "admin")]);

    const { results } = await env.DB.prepare("SELECT user_id FROM user_roles WHERE role = 'admin'").all();
    expect(results.length).toBe(1);
    expect(answers.filter(({ status }) => status === 204).length).toBe(1);
    const last = results[0]?.["user_id"] === one.id ? one : other;
    const refused = await revoke(last, last.id, "admin");
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: "CONFLICT" });
  });
});

describe("changing roles", () => {
  test("is for who may manage roles", async ({ expect }) => {
    const [person, support] = [await signUp(), await signUpAs("support")];
    const path = `/api/v1/admin/users/${person.id}/roles/admin`;

    const answers = await Promise.all([
      call("PUT", path),
      call("DELETE", path),
      grant(person, person.id, "admin"),
      revoke(person, person.id, "admin"),
      grant(support, support.id, "admin"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 403, 403]);
  });

  test("needs a fresh sign-in", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    vi.setSystemTime(Date.now() + 5 * 60 * 1000 + 1_000);

    const response = await grant(admin, person.id, "support");

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "STEP_UP_REQUIRED" });
  });

  test("of nobody, and to what is no role, is not found", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];

    const answers = await Promise.all([
      grant(admin, "user_01h455vb4pex5vsknk084sn02q", "support"),
      revoke(admin, "user_01h455vb4pex5vsknk084sn02q", "support"),
      grant(admin, person.id, "emperor"),
      grant(admin, "no-id", "support"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });
});
