import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import { newName, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Users = { items: { id: string; username: string; email: string; roles: string[] }[]; nextCursor: string | null };

const statuses = async (paths: string[], token?: string) =>
  Promise.all(
    paths.map(async (path) => (await call("GET", `/api/v1/admin${path}`, { ...(token && { token }) })).status),
  );

describe("the list of users", () => {
  test("is found by the beginning of username, name or address, with roles and no secrets", async ({ expect }) => {
    const start = newName();
    const [support, person] = [
      await signUpAs("support"),
      await signUp({ username: start, displayName: `Ällä ${start}` }),
    ];
    const find = (q: string) =>
      support.call("GET", `/api/v1/admin/users?q=${encodeURIComponent(q)}`).then((response) => response.json<Users>());

    const found = await Promise.all([
      find(start.slice(0, -1)),
      find(`äLLÄ ${start}`),
      find(`${start}@EXAMPLE`),
      find("zz-none"),
    ]);

    expect(found.map(({ items }) => items.map(({ id }) => id))).toEqual([[person.id], [person.id], [person.id], []]);
    expect(found[0]?.items[0]).toMatchObject({ email: person.email, roles: [], mfaEnabled: false });
    expect(JSON.stringify(found)).not.toContain("argon2");
    const own = await find(support.username);
    expect(own.items[0]?.roles).toEqual(["support"]);
  });

  test("comes in pages", async ({ expect }) => {
    const start = newName();
    const support = await signUpAs("support");
    for (const at of [1, 2, 3]) await signUp({ username: `${start}_${at}`.slice(-30) });
    const page = async (cursor: string | null) => {
      const query = `q=${start}&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
      return support.call("GET", `/api/v1/admin/users?${query}`).then((response) => response.json<Users>());
    };

    const first = await page(null);
    const second = await page(first.nextCursor);

    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3);
  });

  test("is for who may view users, and so is each of them", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];

    const paths = ["/users", `/users/${person.id}`, "/roles"];

    expect(await statuses(paths)).toEqual([401, 401, 401]);
    expect(await statuses(paths, person.token)).toEqual([403, 403, 403]);
    expect(await statuses([...paths, "/users/user_01h455vb4pex5vsknk084sn02q", "/users/x"], support.token)).toEqual([
      200, 200, 200, 404, 404,
    ]);
  });

  test("has beside it the roles, with what each permits", async ({ expect }) => {
    const operator = await signUpAs("operator");

    const response = await operator.call("GET", "/api/v1/admin/roles");

    expect(await response.json()).toEqual({
      items: expect.arrayContaining([{ name: "admin", permissions: ["ALL"] }]),
      nextCursor: null,
    });
  });
});
