import { afterEach, beforeAll, beforeEach, describe, test, vi } from "vitest";
import { type Call, call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { later, outcomeOf } from "../../support/sessions.ts";

type Operation = {
  security?: object[];
  "x-scope"?: string | string[] | null;
  "x-permissions"?: string[];
  responses: Record<string, object>;
};
/** A route that takes a credential, as the API's own document has it. */
type Route = { method: string; path: string; operation: Operation };

const scopes = [
  "profile.read",
  "notifications.read",
  "notifications.write",
  "chat.read",
  "chat.write",
  "community.read",
  "community.write",
];
let routes: Route[] = [];

beforeAll(async () => {
  const document = await (
    await call("GET", "/openapi.json")
  ).json<{ paths: Record<string, Record<string, Operation>> }>();
  routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security !== undefined)
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
});
// All of it is one user's in one minute: a clock that stands still must not make it too much.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => vi.useRealTimers());

async function newKey(person: Person, permissions: string[], expiresAt?: string): Promise<string> {
  const json = { name: "key", permissions, ...(expiresAt && { expiresAt }) };
  const response = await person.call("POST", "/api/v1/me/api-keys", { json });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json<{ secret: string }>()).secret;
}

const isLive = ({ path }: Route) => path.endsWith("/live");
const scopeOf = ({ operation }: Route) => operation["x-scope"];
/** The scopes of which a key needs one. */
const scopesOf = (route: Route) => [scopeOf(route) ?? []].flat();
const nameOf = ({ method, path }: Route) => `${method} ${path}`;

/** Knocks at a route with a credential and nothing else. */
function knock(route: Route, token: string): Promise<Response> {
  const headers: Record<string, string> = isLive(route) ? { upgrade: "websocket" } : {};
  // Ids of nothing: a guard that lets through shows in another status.
  const path = route.path.replaceAll(/\{(\w+)\}/g, "nothing");
  const options: Call = { token, headers, from: newAddress() };
  return newIsolate().call(route.method, path, options);
}

async function answersOf(some: Route[], token: string): Promise<Record<string, (number | string)[]>> {
  const answers = [];
  for (const route of some) answers.push([nameOf(route), await outcomeOf(await knock(route, token))] as const);
  return Object.fromEntries(answers);
}

const all = (some: Route[], outcome: (number | string)[]) =>
  Object.fromEntries(some.map((route) => [nameOf(route), outcome]));

describe("an API key", () => {
  test("is refused wherever a session is wanted, sockets among it, whatever it holds", async ({ expect }) => {
    const secret = await newKey(await signUpAs("admin"), [...scopes, "ALL"]);
    const sessionOnly = routes.filter((route) => scopeOf(route) === null);

    const answers = await answersOf(sessionOnly, secret);

    expect(sessionOnly.length).toBeGreaterThan(30);
    expect(sessionOnly.filter(isLive).length).toBeGreaterThanOrEqual(2);
    expect(answers).toEqual(all(sessionOnly, [403, "FORBIDDEN"]));
  });

  test("is refused wherever it lacks the scope, whatever else it holds", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const kinds = new Set(routes.map((route) => scopesOf(route).join()).filter(Boolean));

    for (const kind of kinds) {
      const secret = await newKey(admin, [...scopes.filter((one) => !kind.split(",").includes(one)), "ALL"]);
      const some = routes.filter((route) => scopesOf(route).join() === kind);
      expect(await answersOf(some, secret)).toEqual(all(some, [403, "FORBIDDEN"]));
    }
    expect(kinds.size).toBeGreaterThanOrEqual(5);
  });

  test("is let through wherever it has the scope, by that alone", async ({ expect }) => {
    const person = await signUp();

    for (const scope of new Set(routes.flatMap(scopesOf))) {
      const secret = await newKey(person, [scope]);
      const answers = await answersOf(
        routes.filter((route) => scopesOf(route).includes(scope)),
        secret,
      );
      const refused = Object.entries(answers).filter(([, [status]]) => status === 401 || status === 403);
      expect(refused).toEqual([]);
    }
  });

  test("reads and writes what its scopes are for", async ({ expect }) => {
    const [ada, grace] = [await signUp(), await signUp()];
    const id = await openConversation(ada, grace);
    const [reader, writer] = [await newKey(ada, ["chat.read"]), await newKey(ada, ["chat.write"])];
    const json = { clientId: crypto.randomUUID(), content: "from a program" };
    const path = `/api/v1/conversations/${id}/messages`;

    const answers = [
      await call("POST", path, { token: writer, json }),
      await call("GET", path, { token: reader }),
      await call("POST", path, { token: reader, json }),
      await call("GET", path, { token: writer }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 403, 403]);
  });

  test("of an operator does what it was given of the permissions, and no more", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const secret = await newKey(admin, ["session.view"]);
    const guarded = routes.filter(({ operation }) => operation["x-permissions"] !== undefined);
    const others = guarded.filter(({ operation }) => operation["x-permissions"]?.join() !== "session.view");

    const answers = await answersOf(others, secret);
    const own = await call("GET", "/api/v1/admin/sessions", { token: secret });

    expect(others.length).toBeGreaterThan(5);
    expect(answers).toEqual(all(others, [403, "FORBIDDEN"]));
    expect(own.status).toBe(200);
  });

  test("of an operator never does what takes a fresh proof", async ({ expect }) => {
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    const secret = await newKey(admin, ["ALL"]);

    const response = await call("PUT", `/api/v1/admin/users/${person.id}/roles/admin`, { token: secret });

    expect(await outcomeOf(response)).toEqual([403, "STEP_UP_REQUIRED"]);
  });

  test("that is unknown or has ended is a 401 everywhere", async ({ expect }) => {
    const ended = await newKey(await signUp(), scopes, new Date(Date.now() + 1_000).toISOString());
    later(1_000);

    for (const secret of [ended, `atk_${"A".repeat(43)}`, "atk_", "atk_' OR 1=1 --"]) {
      const some = secret === ended || secret.length > 40 ? routes : routes.slice(0, 5);
      expect(await answersOf(some, secret)).toEqual(all(some, [401, "UNAUTHENTICATED"]));
    }
    expect(routes.length).toBeGreaterThan(50);
  });

  test("opens no socket as a subprotocol either", async ({ expect }) => {
    const secret = await newKey(await signUp(), scopes);

    const response = await call("GET", "/api/v1/notifications/live", {
      headers: { upgrade: "websocket", "sec-websocket-protocol": `atrium.v1, bearer.${secret}` },
    });

    expect(await outcomeOf(response)).toEqual([403, "FORBIDDEN"]);
  });
});
