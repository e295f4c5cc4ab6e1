import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call } from "../../support/http.ts";
import { givePasskey, listPasskeys, passkeyNoticesTo, passkeysPath } from "../../support/passkeys.ts";
import { type Person, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const rename = (person: Person, id: string, json: object) => person.call("PATCH", `${passkeysPath}/${id}`, { json });
const remove = (person: Person, id: string) => person.call("DELETE", `${passkeysPath}/${id}`);

/** Somebody who has no password any more, as one who came through a provider. */
async function withoutPassword(): Promise<Person> {
  const person = await signUp();
  await env.DB.prepare("UPDATE users SET password_hash = NULL WHERE id = ?").bind(person.id).run();
  return person;
}

describe("the list of passkeys", () => {
  test("has one's own, the newest first, in pages, and no key", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const made = [await givePasskey(ada), await givePasskey(ada), await givePasskey(ada)].map(({ passkey }) => passkey);
    await givePasskey(eve);

    const first = await ada.call("GET", `${passkeysPath}?limit=2`);
    const { items, nextCursor } = await first.json<{ items: unknown[]; nextCursor: string }>();
    const second = await ada.call("GET", `${passkeysPath}?limit=2&cursor=${nextCursor}`);

    expect(items).toEqual([made[2], made[1]]);
    expect(await second.json()).toEqual({ items: [made[0]], nextCursor: null });
    expect(Object.keys(made[0] ?? {}).sort()).toEqual(["backedUp", "createdAt", "id", "lastUsedAt", "name"]);
  });

  test("needs a session, and is no matter of its cursor's guesser", async ({ expect }) => {
    const person = await signUp();

    const answers = await Promise.all([
      call("GET", passkeysPath),
      person.call("GET", `${passkeysPath}?cursor=nonsense`),
      person.call("GET", `${passkeysPath}?unknown=1`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 422, 422]);
  });
});

describe("renaming a passkey", () => {
  test("gives it as it is then", async ({ expect }) => {
    const person = await signUp();
    const { passkey } = await givePasskey(person);

    const response = await rename(person, passkey.id, { name: "  The blue key " });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...passkey, name: "The blue key" });
    expect(await listPasskeys(person)).toMatchObject([{ name: "The blue key" }]);
  });

  test("is refused to nobody, to strangers, and for what is no name", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { passkey } = await givePasskey(ada);

    const answers = await Promise.all([
      call("PATCH", `${passkeysPath}/${passkey.id}`, { json: { name: "x" } }),
      rename(eve, passkey.id, { name: "mine" }),
      rename(ada, "pkey_01h455vb4pex5vsknk084sn02q", { name: "x" }),
      rename(ada, "nonsense", { name: "x" }),
      rename(ada, passkey.id, { name: "" }),
      rename(ada, passkey.id, {}),
      rename(ada, passkey.id, { name: "a\u202Eb" }),
      rename(ada, passkey.id, { name: "x", signCount: 0 }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 404, 404, 404, 422, 422, 422, 422]);
    expect(await listPasskeys(ada)).toEqual([passkey]);
  });
});

describe("removing a passkey", () => {
  test("leaves the others, and tells the owner", async ({ expect }) => {
    const person = await signUp();
    const [one, other] = [await givePasskey(person), await givePasskey(person)];

    const response = await remove(person, one.passkey.id);
    const again = await remove(person, one.passkey.id);

    expect([response.status, again.status]).toEqual([204, 404]);
    expect(await listPasskeys(person)).toEqual([other.passkey]);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added", "passkey_added", "passkey_removed"]);
  });

  test("is refused to nobody and to strangers", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { passkey } = await givePasskey(ada);

    const answers = await Promise.all([
      call("DELETE", `${passkeysPath}/${passkey.id}`),
      remove(eve, passkey.id),
      remove(ada, "pkey_01h455vb4pex5vsknk084sn02q"),
      remove(ada, "nonsense"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 404, 404, 404]);
    expect(await listPasskeys(ada)).toEqual([passkey]);
  });

  test("needs a fresh proof", async ({ expect }) => {
    const person = await signUp();
    const { passkey } = await givePasskey(person);
    vi.setSystemTime(Date.now() + 5 * 60 * 1000 + 1_000);

    const response = await remove(person, passkey.id);

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: expect.any(Array) });
    expect((await listPasskeys(person)).length).toBe(1);
  });

  test("takes the last one of who has a password", async ({ expect }) => {
    const person = await signUp();
    const { passkey } = await givePasskey(person);

    const response = await remove(person, passkey.id);

    expect(response.status).toBe(204);
  });

  test("never takes the last way in", async ({ expect }) => {
    const person = await withoutPassword();
    const { passkey } = await givePasskey(person);

    const response = await remove(person, passkey.id);

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "LAST_CREDENTIAL" });
    expect(await listPasskeys(person)).toEqual([passkey]);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added"]);
  });

  test("takes the last one of who has an identity of a provider", async ({ expect }) => {
    const person = await withoutPassword();
    const { passkey } = await givePasskey(person);
    await env.DB.prepare(
      "INSERT INTO identities (issuer, subject, provider, user_id, linked_at, last_used_at) VALUES (?,?,?,?,?,?)",
    )
      .bind("https://issuer.example", person.id, "oidc", person.id, Date.now(), Date.now())
      .run();

    const response = await remove(person, passkey.id);

    expect(response.status).toBe(204);
  });

  test("leaves one of those that are removed at the same moment, where they are the last ways in", async ({
    expect,
  }) => {
    const person = await withoutPassword();
    const made = [];
    for (let i = 0; i < 5; i += 1) made.push(await givePasskey(person));

    const answers = await Promise.all(made.map(({ passkey }) => remove(person, passkey.id)));

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 204, 204, 204, 409]);
    expect((await listPasskeys(person)).length).toBe(1);
  });
});
