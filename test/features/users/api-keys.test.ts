import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

afterEach(() => vi.useRealTimers());

type NewKey = {
  id: string;
  name: string;
  prefix: string;
  secret: string;
  permissions: string[];
  expiresAt: string | null;
};
type Listed = { items: (NewKey & { lastUsedAt: string | null })[]; nextCursor: string | null };

const path = "/api/v1/me/api-keys";
const create = (person: Person, json: object = {}) =>
  person.call("POST", path, { json: { name: "ci", permissions: ["profile.read"], ...json } });
const list = (person: Person) => person.call("GET", path).then((response) => response.json<Listed>());
const statusOf = async (secret: string, target = "/api/v1/me") => (await call("GET", target, { token: secret })).status;

async function newKey(person: Person, json: object = {}): Promise<NewKey> {
  const response = await create(person, json);
  return response.json<NewKey>();
}

describe("an API key", () => {
  test("acts for its user within its scopes, and its secret is shown once", async ({ expect }) => {
    const person = await signUp();

    const response = await create(person, { permissions: ["profile.read", "chat.read", "profile.read"] });

    expect(response.status).toBe(201);
    const key = await response.json<NewKey>();
    expect(key).toEqual({
      id: expect.stringMatching(/^key_/),
      name: "ci",
      prefix: key.secret.slice(0, 12),
      secret: expect.stringMatching(/^atk_[\w-]{43}$/),
      permissions: ["profile.read", "chat.read"],
      expiresAt: null,
    });
    const me = await call("GET", "/api/v1/me", { token: key.secret });
    expect(await me.json()).toMatchObject({ id: person.id });
    const listed = await list(person);
    expect(listed.items).toMatchObject([{ id: key.id, prefix: key.prefix, lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(listed)).not.toContain(key.secret);
    const { results } = await env.DB.prepare("SELECT * FROM api_keys WHERE user_id = ?").bind(person.id).all();
    expect(JSON.stringify(results)).not.toContain(key.secret);
  });

  test("is refused where it lacks the scope, and where a session is wanted", async ({ expect }) => {
    const person = await signUp();
    const { secret } = await newKey(person, { permissions: ["chat.read"] });
    const bearer = { token: secret, from: newAddress() };

    const answers = await Promise.all([
      call("GET", "/api/v1/me", bearer),
      call("GET", "/api/v1/users?q=a", bearer),
      call("PATCH", "/api/v1/me", { ...bearer, json: { bio: "x" } }),
      call("GET", path, bearer),
      call("POST", path, { ...bearer, json: { name: "more", permissions: ["chat.read"] } }),
      call("POST", "/api/v1/me/email", { ...bearer, json: { email: "a@example.com" } }),
      call("POST", "/api/v1/auth/password/change", { ...bearer, json: { currentPassword: "x", newPassword: "y" } }),
      call("GET", "/api/v1/admin/users", bearer),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403, 403]);
    expect(await answers[2]?.json()).toMatchObject({ code: "FORBIDDEN" });
  });

  test("is refused from the moment at which it ends", async ({ expect }) => {
    const person = await signUp();
    const expiresAt = new Date(Date.now() + 60 * 60 * 1000).toISOString();
    const { secret } = await newKey(person, { expiresAt });
    const before = await statusOf(secret);

    vi.setSystemTime(Date.parse(expiresAt));

    expect([before, await statusOf(secret)]).toEqual([200, 401]);
  });

  test("is refused once it is removed, elsewhere within five seconds", async ({ expect }) => {
    const person = await signUp();
    const { id, secret } = await newKey(person);
    const elsewhere = newIsolate();
    const before = [await statusOf(secret), (await elsewhere.call("GET", "/api/v1/me", { token: secret })).status];

    const removed = await person.call("DELETE", `${path}/${id}`);
    const here = await statusOf(secret);
    vi.setSystemTime(Date.now() + 5_000);
    const there = await elsewhere.call("GET", "/api/v1/me", { token: secret });

    expect([...before, removed.status, here, there.status]).toEqual([200, 200, 204, 401, 401]);
    expect((await list(person)).items).toEqual([]);
  });

  test("is refused at once where it writes, however lately it was seen", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const { id, secret } = await newKey(admin, { permissions: ["session.end"] });
    const elsewhere = newIsolate();
    const cleanUp = () => elsewhere.call("POST", "/api/v1/admin/sessions/cleanup", { token: secret });
    const before = await cleanUp();

    await admin.call("DELETE", `${path}/${id}`);

    expect([before.status, (await cleanUp()).status]).toEqual([200, 401]);
  });

  test.for(["atk_", `atk_${"A".repeat(43)}`, `atk_${"A".repeat(44)}`, "atk_' OR 1=1 --"])(
    "that nobody made is refused: %s",
    async (secret, { expect }) => {
      expect(await statusOf(secret)).toBe(401);
    },
  );

  test("notes its use once a minute", async ({ expect }) => {
    const person = await signUp();
    const { secret } = await newKey(person);
    const lastUse = async () => (await list(person)).items[0]?.lastUsedAt;
    const start = Date.now();
    const unused = await lastUse();

    await statusOf(secret);
    const first = await lastUse();
    vi.setSystemTime(start + 30_000);
    await statusOf(secret);
    const soon = await lastUse();
    vi.setSystemTime(start + 70_000);
    await statusOf(secret);

    expect([unused, first === soon]).toEqual([null, true]);
    expect(await lastUse()).toBe(new Date(start + 70_000).toISOString());
  });
});

describe("an API key of somebody with a role", () => {
  test("does what it was given, until its owner may not any more", async ({ expect }) => {
    const [admin, support] = [await signUpAs("admin"), await signUpAs("support")];
    const { secret } = await newKey(support, { permissions: ["user.view"] });
    const seen = [await statusOf(secret, "/api/v1/admin/users"), await statusOf(secret)];

    await admin.call("DELETE", `/api/v1/admin/users/${support.id}/roles/support`);

    expect(seen).toEqual([200, 403]);
    expect(await statusOf(secret, "/api/v1/admin/users")).toBe(403);
  });

  test("with all permissions has those that its owner still has, and manages no roles", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const { secret } = await newKey(admin, { permissions: ["ALL"] });

    const viewed = await statusOf(secret, "/api/v1/admin/users");
    const granted = await call("PUT", `/api/v1/admin/users/${admin.id}/roles/support`, { token: secret });

    expect([viewed, granted.status]).toEqual([200, 403]);
    expect(await granted.json()).toMatchObject({ code: "STEP_UP_REQUIRED" });
  });
});

describe("making an API key", () => {
  test.for([
    { permissions: [] },
    { permissions: ["user.view"] },
    { permissions: ["ALL"] },
    { permissions: ["profile.read", "profile.write"] },
    { permissions: "profile.read" },
    { expiresAt: "2020-01-01T00:00:00.000Z" },
    { expiresAt: "tomorrow" },
    { name: "" },
    { name: "two\nlines" },
    { secret: "atk_mine" },
  ])("is refused for %j", async (json, { expect }) => {
    const person = await signUp();

    const response = await create(person, json);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED" });
    expect((await list(person)).items).toEqual([]);
  });

  test("names the permissions that one cannot give, alike whether or not they exist", async ({ expect }) => {
    const support = await signUpAs("support");

    const response = await create(support, { permissions: ["user.view", "role.manage", "no.such"] });

    const { errors } = await response.json<{ errors: { path: string; message: string }[] }>();
    expect(errors.map((error) => error.path)).toEqual(["permissions.1", "permissions.2"]);
    expect(errors[0]?.message).toBe(errors[1]?.message);
  });

  test("needs a session that is fresh", async ({ expect }) => {
    const person = await signUp();
    const json = { name: "ci", permissions: ["profile.read"] };
    vi.setSystemTime(Date.now() + 5 * 60 * 1000 + 1_000);

    const answers = [await create(person), await call("POST", path, { json }), await call("GET", path)];

    expect(answers.map(({ status }) => status)).toEqual([403, 401, 401]);
    expect(await answers[0]?.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["password"] });
  });

  test("is told to the owner, without the secret", async ({ expect }) => {
    const person = await signUp();

    const { secret, prefix } = await newKey(person, { name: "the build" });

    const { payload } = (await env.DB.prepare(
      "SELECT payload FROM events WHERE type = 'users.security-notice' AND payload LIKE ?",
    )
      .bind(`%${person.id}%`)
      .first<{ payload: string }>()) ?? { payload: "{}" };
    expect(JSON.parse(payload)).toMatchObject({ kind: "api_key_created", details: { name: "the build", prefix } });
    expect(payload).not.toContain(secret);
  });

  test("ends at fifty keys, however many are made at once", async ({ expect }) => {
    const person = await signUp();
    for (let at = 0; at < 4; at += 1) await Promise.all(Array.from({ length: 12 }, () => create(person)));

    const answers = await Promise.all(Array.from({ length: 6 }, () => create(person)));

    expect(answers.filter(({ status }) => status === 201).length).toBe(2);
    expect(answers.filter(({ status }) => status === 409).length).toBe(4);
    const first = await person.call("GET", `${path}?limit=40`).then((response) => response.json<Listed>());
    const rest = await person.call("GET", `${path}?limit=40&cursor=${first.nextCursor}`);
    expect(first.items.length + (await rest.json<Listed>()).items.length).toBe(50);
  });
});

test("an API key of somebody else is not found", async ({ expect }) => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const { id, secret } = await newKey(owner);

  const answers = await Promise.all([
    stranger.call("DELETE", `${path}/${id}`),
    stranger.call("DELETE", `${path}/no-id`),
    call("DELETE", `${path}/${id}`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 401]);
  expect((await list(stranger)).items).toEqual([]);
  expect(await statusOf(secret)).toBe(200);
});
