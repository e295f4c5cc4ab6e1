import { describe, test } from "vitest";
import { call } from "./support/http.ts";

describe("an address with nothing behind it", () => {
  test.for([
    ["GET", "/api/v1/nothing"],
    ["POST", "/api/v1/nothing"],
    ["GET", "/api/v2/me"],
    ["GET", "/api"],
    ["GET", "/api/"],
    ["DELETE", "/api/v1/me"],
    ["PUT", "/api/v1/auth/login"],
    ["GET", "/api/v1/auth/login"],
    ["GET", "/api/v1//me"],
    ["GET", "/api/v1/me/"],
    ["GET", "/API/V1/ME"],
    ["POST", "/"],
    ["DELETE", "/some/page"],
  ] as const)("is a 404 problem: %s %s", async ([method, path], { expect }) => {
    const response = await call(method, path);

    if (path === "/API/V1/ME") {
      // Paths are told apart by case; this one is the console's.
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      return;
    }
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
  });
});

test("the console answers wherever nothing else does", async ({ expect }) => {
  const answers = await Promise.all(["/", "/sign-in", "/conversations/conv_1"].map((path) => call("GET", path)));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const answer of answers) expect(await answer.text()).toContain("<title>Atrium");
});

test("seeding twice makes the demo people once, and they can sign in", async ({ expect }) => {
  const first = await (await call("POST", "/dev/seed")).json<{ users: { email: string; password: string }[] }>();
  const second = await (await call("POST", "/dev/seed")).json();

  expect(second).toEqual(first);
  expect(first.users.map(({ email }) => email)).toEqual(["ada@example.com", "grace@example.com", "admin@example.com"]);
  const logins = await Promise.all(
    first.users.map(({ email, password }) => call("POST", "/api/v1/auth/login", { json: { email, password } })),
  );
  const roles = await Promise.all(
    logins.map(async (one) => (await one.json<{ user: { roles: string[] } }>()).user.roles),
  );
  expect(roles).toEqual([[], [], ["admin"]]);
});
