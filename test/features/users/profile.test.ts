import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import { newName, signUp } from "../../support/people.ts";

describe("oneself", () => {
  test("is shown whole, and without anything secret", async ({ expect }) => {
    const person = await signUp({ displayName: "Ada Lovelace" });

    const response = await person.call("GET", "/api/v1/me");

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: person.id,
      username: person.username,
      displayName: "Ada Lovelace",
      email: person.email,
      bio: "",
      emailVerified: true,
      mfaEnabled: false,
      roles: [],
      permissions: [],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  test("is changed field by field, and seen at once", async ({ expect }) => {
    const person = await signUp();
    await person.call("GET", "/api/v1/me");

    const response = await person.call("PATCH", "/api/v1/me", { json: { bio: "  Poetical science.  " } });
    const after = await (await person.call("GET", "/api/v1/me")).json();

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(after);
    expect(after).toMatchObject({ bio: "Poetical science.", displayName: person.username });
  });

  test("cannot take a name that is taken", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const response = await ada.call("PATCH", "/api/v1/me", { json: { username: grace.username } });
    const same = await ada.call("PATCH", "/api/v1/me", { json: { username: ada.username } });

    expect([response.status, same.status]).toEqual([409, 200]);
    expect(await response.json()).toMatchObject({ code: "USERNAME_TAKEN" });
  });

  test.for([
    { displayName: "" },
    { displayName: "x".repeat(81) },
    { displayName: null },
    { username: "No" },
    { bio: "x".repeat(501) },
    { bio: 1 },
    { email: "new@example.com" },
    { emailVerified: false },
    { roles: ["admin"] },
    { passwordHash: "x" },
  ])("is not changed by %j", async (json, { expect }) => {
    const person = await signUp();

    const response = await person.call("PATCH", "/api/v1/me", { json });

    expect(response.status).toBe(422);
  });

  test("is for who is signed in", async ({ expect }) => {
    const answers = await Promise.all([call("GET", "/api/v1/me"), call("PATCH", "/api/v1/me", { json: {} })]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(answers[0]?.headers.get("www-authenticate")).toBe("Bearer");
  });
});

describe("searching people", () => {
  test("finds them by the beginning of username or name, whatever the case, and shows no address", async ({
    expect,
  }) => {
    const prefix = `z${crypto.randomUUID().slice(0, 6)}`;
    const ada = await signUp({ username: `${prefix}_ada`, displayName: `${prefix.toUpperCase()} Lovelace` });
    const other = await signUp({ displayName: `${prefix.toUpperCase()} Hopper` });
    const searcher = await signUp();

    const response = await searcher.call("GET", `/api/v1/users?q=${prefix}`);

    const { items } = await response.json<{ items: Record<string, unknown>[] }>();
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set([ada.id, other.id]));
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(["displayName", "id", "username"]);
  });

  test("finds names that begin with any letter", async ({ expect }) => {
    const displayName = `Élodie ${newName()}`;
    const person = await signUp({ displayName });

    const find = async (q: string) => {
      const response = await person.call("GET", `/api/v1/users?q=${encodeURIComponent(q)}`);
      return (await response.json<{ items: { id: string }[] }>()).items.some(({ id }) => id === person.id);
    };

    expect([await find("Élo"), await find(displayName.slice(0, 40))]).toEqual([true, true]);
  });

  test.for([
    "%",
    "_",
    "\\",
    "%_%",
    "'",
    '"',
    "a' OR '1'='1",
    "%".repeat(40),
    "🦊".repeat(20),
    "ß".repeat(40),
    "\u0000",
    "\ud83e",
  ])("takes %j for what it says", async (q, { expect }) => {
    const person = await signUp();

    const response = await person.call("GET", `/api/v1/users?q=${encodeURIComponent(q.isWellFormed() ? q : "x")}`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [], nextCursor: null });
  });
});
