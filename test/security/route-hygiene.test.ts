import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, test, vi } from "vitest";
import { UserHub } from "../../src/features/notifications/index.ts";
import { scopes } from "../../src/features/sessions/permissions.ts";
import { bodySchemaOf, exampleOf, readDocument, type Route, routesOf, unknownKeysIn } from "../support/api-document.ts";
import { failingDatabase } from "../support/isolate.ts";
import { type Person, signUp } from "../support/people.ts";
import { signUpAs } from "../support/roles.ts";
import { RouteCaller } from "../support/route-caller.ts";

const document = await readDocument();
const routes = routesOf(document).filter(({ path }) => path.startsWith("/api/"));
const closed = routes.filter(({ operation }) => operation.security);
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const table = (chosen: Route[]) => chosen.map((route) => [nameOf(route), route] as const);

const fittingBody = (route: Route) => JSON.stringify(exampleOf(document, bodySchemaOf(route) ?? {}));

/** A namespace whose objects can't be reached. */
const objectsDown = {
  getByName: () => new Proxy({}, { get: () => async () => Promise.reject(new Error("the object is out of reach")) }),
};

let routeCaller: RouteCaller;
let ada: Person;
let operator: Person;

beforeAll(async () => {
  [routeCaller, ada, operator] = await Promise.all([RouteCaller.create(document), signUp(), signUpAs("admin")]);
}, 60_000);

/** Somebody who may call a route. */
const callerOf = ({ operation }: Route) => (operation["x-permissions"] ? operator : ada);
const tokenFor = (route: Route) => (route.operation.security ? { token: callerOf(route).token } : {});

describe("a body", () => {
  const writes = routes.filter((route) => bodySchemaOf(route));
  test.for(table(writes))(
    "takes nothing that it does not name, to give oneself more: %s",
    async ([, route], { expect }) => {
      const named = fittingBody(route);
      const extras = [
        '"role":"admin"',
        '"roles":["admin"]',
        '"id":"user_1"',
        '"emailVerified":true',
        '"permissions2":["ALL"]',
        '"balance":1',
        '"__proto__":{"admin":true}',
        '"constructor":{"prototype":{"admin":true}}',
      ];
      // A member's role in a group is for its owner to give, and named for that.
      const isNamed = (extra: string) => route.path.endsWith("/members/{userId}") && extra.startsWith('"role"');
      const unnamed = extras.filter((extra) => !isNamed(extra));
      const bodies = unnamed.map((extra) => (named === "{}" ? `{${extra}}` : `{${extra},${named.slice(1)}`));

      const answers = await Promise.all(
        bodies.map((body) =>
          routeCaller.attempt(route, { ...tokenFor(route), body, headers: { "content-type": "application/json" } }),
        ),
      );

      expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 422));
      expect("admin" in {}).toBe(false);
    },
  );

  test.for(table(writes))("is JSON and says so, as no form of another site can: %s", async ([, route], { expect }) => {
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

    const answers = await Promise.all(
      types.map((type) =>
        routeCaller.attempt(route, { ...tokenFor(route), body: fittingBody(route), headers: { "content-type": type } }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(types.map(() => 415));
  });
});

describe("a query", () => {
  // What a provider adds to its answer is the provider's own.
  const strict = routes.filter(({ path }) => !path.endsWith("/callback"));

  test.for(table(strict))("takes nothing that is not named, and nothing twice: %s", async ([, route], { expect }) => {
    const [name] = route.operation.parameters.filter((one) => one.in === "query").map((one) => one.name);
    const queries: [string, string][][] = [
      [["x", "1"]],
      [["__proto__", "1"]],
      [
        [name ?? "y", "1"],
        [name ?? "y", "1"],
      ],
    ];

    const answers = await Promise.all(
      queries.map((query) => routeCaller.attempt(route, { ...tokenFor(route), query })),
    );

    expect(answers.map(({ status }) => status)).toEqual(queries.map(() => 422));
  });
});

describe("an answer", () => {
  test.for(table(routes))("is hardened and kept by nobody, refusals too: %s", async ([, route], { expect }) => {
    const { headers } = await routeCaller.attempt(route);

    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")?.toLowerCase()).toContain("origin");
    expect(headers.get("x-request-id")).toMatch(/^req_/);
    expect(headers.get("content-type") ?? "application/json").toMatch(/^application\/(problem\+)?json/);
  });

  const reads = closed.filter(({ method, path }) => method === "GET" && !/\{|\/live$/.test(path));

  test.for(table(reads))("shows what the document names and nothing else: %s", async ([, route], { expect }) => {
    const answer = await routeCaller.attempt(route, tokenFor(route));

    expect(answer.status).toBe(200);
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
    expect(unknownKeysIn(document, route, 200, await answer.json())).toEqual([]);
  });
});

describe("while nobody can be asked who is who", () => {
  // An object that takes a socket in asks the hub itself.
  beforeEach(
    () => void vi.spyOn(UserHub.prototype, "enterRoom").mockRejectedValue(new Error("the object is out of reach")),
  );
  afterEach(() => vi.restoreAllMocks());

  test.for(table(closed))("a session opens nothing: %s", async ([, route], { expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const answer = await routeCaller.within({ USER_HUB: objectsDown }).attempt(route, tokenFor(route));

    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await answer.text()).not.toContain("out of reach");
  });

  test.for(table(closed.filter(({ operation }) => operation["x-scope"] !== null)))(
    "an API key opens nothing: %s",
    async ([, route], { expect }) => {
      const owner = callerOf(route);
      const permissions = route.operation["x-permissions"] ?? scopes;
      const made = await owner.call("POST", "/api/v1/me/api-keys", { json: { name: "key", permissions } });
      const { id, secret } = await made.json<{ id: string; secret: string }>();
      const DB = failingDatabase("api_keys", "D1_ERROR: no such table: api_keys");

      const answer = await routeCaller.within({ DB }).attempt(route, { token: secret });

      await env.DB.prepare("DELETE FROM api_keys WHERE id = ?").bind(id).run();
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toMatch(/api_keys|D1/);
    },
  );
});
