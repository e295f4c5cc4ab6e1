import { describe, test } from "vitest";
import { newId } from "../src/platform/ids/typeid.ts";
import { listen } from "./support/chat.ts";
import { call } from "./support/http.ts";
import { newIsolate } from "./support/isolate.ts";
import { signUp } from "./support/people.ts";

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

describe("the doors of development", () => {
  test("have an object die that is named, and no other", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const [adas, graces] = await Promise.all([listen(ada), listen(grace)]);

    const answer = await call("POST", "/dev/objects/abort", { json: { object: "hub", id: ada.id } });

    expect(answer.status).toBe(204);
    await adas.waitForClose();
    expect((await listen(ada)).closed).toBeNull();
    expect(graces.closed).toBeNull();
  });

  test.for([{}, { object: "hub" }, { object: "hub", id: "ada" }, { object: "limiter", id: "user_1" }, null])(
    "have none die for %j",
    async (json, { expect }) => {
      const answer = await call("POST", "/dev/objects/abort", { body: JSON.stringify(json) });

      expect(answer.status).toBe(422);
    },
  );

  test("are not there in production", async ({ expect }) => {
    const production = newIsolate({
      ENVIRONMENT: "production",
      PUBLIC_URL: "https://atrium.example",
      EMAIL_PROVIDERS: "smtp",
      SMTP_URL: "smtp://127.0.0.1:25",
      SECRET_KEYS: "k1:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX",
    });
    const json = { object: "room", id: newId("conv") };

    const answers = await Promise.all([
      production.call("GET", "/dev/outbox"),
      production.call("GET", "/dev/outbox/x"),
      production.call("GET", "/dev/emails"),
      production.call("POST", "/dev/seed"),
      production.call("POST", "/dev/objects/abort", { json }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });
});
