import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { permissions, scopes } from "../../src/features/sessions/permissions.ts";
import { bodySchemaOf, exampleOf, readDocument, type Route, routesOf } from "../support/api-document.ts";
import { type Person, signIn, signUp } from "../support/people.ts";
import { signUpAs } from "../support/roles.ts";
import { outcome, RouteCaller, seen } from "../support/route-caller.ts";
import { signInHalf, signUpWithTwoFactor } from "../support/two-factor.ts";

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

/** Who calls these need not be signed in. What made-up input gets there, ten times over, is one of these. */
const open: Record<string, number[]> = {
  "POST /api/v1/auth/register": [202, 422],
  "POST /api/v1/auth/verify-email": [400],
  "POST /api/v1/auth/verify-email/resend": [202],
  "POST /api/v1/auth/login": [401],
  "POST /api/v1/auth/refresh": [401],
  "POST /api/v1/auth/password/forgot": [202],
  "POST /api/v1/auth/password/reset": [400],
  "POST /api/v1/auth/password/strength": [200],
  "POST /api/v1/auth/mfa/verify": [401],
  "POST /api/v1/auth/mfa/send": [401],
  "POST /api/v1/2fa/backup-code": [401],
  "POST /api/v1/auth/passkeys/login/options": [200],
  "POST /api/v1/auth/passkeys/login/verify": [401],
  "GET /api/v1/auth/oauth": [200],
  "GET /api/v1/auth/oauth/{provider}": [302, 404],
  "GET /api/v1/auth/oauth/{provider}/callback": [302, 404],
  "GET /.well-known/jwks.json": [200],
  "GET /health": [200],
  "GET /health/live": [200],
  "GET /health/ready": [200],
  "GET /metrics": [401],
  "GET /api/v1/notifications/unsubscribe": [400],
  "POST /api/v1/notifications/unsubscribe": [400],
  "GET /dev/outbox": [200],
};

/** Doors that the document does not name. */
const unnamed = new Set([
  "POST /dev/seed",
  "POST /dev/seed/world",
  "POST /dev/seed/load",
  "POST /dev/objects/abort",
  "GET /dev/emails",
  "GET /dev/emails/{template}",
  "GET /dev/emails/{template}/text",
  "GET /dev/outbox/{id}",
  "GET /openapi.json",
  "GET /docs",
  "GET /docs/reference.css",
]);

/** What must not be done from a session left open (security.md M7), as far as it is there. */
const sensitive = [
  "POST /api/v1/2fa/disable",
  "POST /api/v1/2fa/backup-codes",
  "PUT /api/v1/2fa/methods/email",
  "PUT /api/v1/2fa/methods/sms",
  "DELETE /api/v1/2fa/methods/{method}",
  "POST /api/v1/me/email",
  "POST /api/v1/me/identities/{provider}/link",
  "DELETE /api/v1/me/identities/{provider}",
  "POST /api/v1/auth/passkeys/register/options",
  "DELETE /api/v1/me/passkeys/{id}",
  "POST /api/v1/me/api-keys",
  "PUT /api/v1/admin/users/{id}/roles/{role}",
  "DELETE /api/v1/admin/users/{id}/roles/{role}",
];

const document = await readDocument();
const routes = routesOf(document);
const closed = routes.filter(({ operation }) => operation.security);
const minuteMs = 60_000;

let routeCaller: RouteCaller;
let ada: Person;
let operator: Person;
let challengeToken: string;
let endedToken: string;
let deletedKey: string;
/** Keys with everything but what a route asks for, by that: a user has fifty keys at most. */
const keysWithout = new Map<string, Promise<string>>();

beforeAll(async () => {
  [routeCaller, ada, operator] = await Promise.all([RouteCaller.create(document), signUp(), signUpAs("admin")]);
  const { email } = await signUpWithTwoFactor();
  challengeToken = (await (await signInHalf(email)).json<{ challengeToken: string }>()).challengeToken;
  endedToken = (await signIn(ada.email)).token;
  await ada.call("POST", "/api/v1/sessions/terminate-all");
  deletedKey = await makeDeletedKey(ada);
}, 60_000);

afterEach(() => vi.useRealTimers());

/** A key of Ada's that lacks what a route asks for. */
function keyWithout(wanted: string[]): Promise<string> {
  const others = scopes.filter((one) => !wanted.includes(one));
  const key = keysWithout.get(wanted.join()) ?? keyOf(ada, others);
  keysWithout.set(wanted.join(), key);
  return key;
}

async function makeDeletedKey(person: Person): Promise<string> {
  const secret = await keyOf(person, scopes);
  const { items } = await (await person.call("GET", "/api/v1/me/api-keys")).json<{ items: { id: string }[] }>();
  await Promise.all(items.map(({ id }) => person.call("DELETE", `/api/v1/me/api-keys/${id}`)));
  return secret;
}

async function keyOf(person: Person, given: readonly string[]): Promise<string> {
  const json = { name: "a key", permissions: given };
  const response = await person.call("POST", "/api/v1/me/api-keys", { json });
  return (await response.json<{ secret: string }>()).secret;
}

const table = (chosen: Route[]) => chosen.map((route) => [nameOf(route), route] as const);

describe("the table of open routes", () => {
  test("names every route that asks for no session, and no other", ({ expect }) => {
    const found = routes.filter(({ operation }) => !operation.security).map(nameOf);

    expect(found.toSorted()).toEqual(Object.keys(open).toSorted());
    expect(closed.length).toBeGreaterThan(40);
  });

  test("leaves out no door of the app", ({ expect }) => {
    const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
    const doors = app.routes
      .filter(({ method, path }) => methods.has(method) && path !== "/*")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);

    expect([...new Set(doors)].filter((door) => !unnamed.has(door)).toSorted()).toEqual(routes.map(nameOf).toSorted());
  });

  test.for(table(routes.filter(({ operation }) => !operation.security)))(
    "%s gives nothing for made-up input",
    async ([name, route], { expect }) => {
      const schema = bodySchemaOf(route);
      const bodies = Array.from({ length: 10 }, (_, seed) => schema && exampleOf(document, schema, seed));

      const answers = await Promise.all(
        bodies.map((json) => routeCaller.attempt(route, json === undefined ? {} : { json })),
      );

      const statuses = new Set(answers.map(({ status }) => status));
      expect([...statuses].filter((status) => !open[name]?.includes(status))).toEqual([]);
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      expect(texts.join()).not.toMatch(/accessToken|refreshToken|deviceToken/);
      expect(answers.flatMap(({ headers }) => headers.getSetCookie()).join()).not.toMatch(
        /atrium-(refresh|device)=[^;]/,
      );
    },
  );
});

describe("a route that asks for a session", () => {
  test.for(table(closed))("refuses nobody, and tokens that are none: %s", async ([, route], { expect }) => {
    const secrets = [ada.refreshToken, ada.deviceToken, challengeToken, deletedKey];
    const tokens = ["x", `${ada.token}x`, `atk_${"x".repeat(43)}`, ...secrets];

    const cookie = `__Host-atrium-device=${ada.deviceToken}`;
    const answers = await Promise.all([
      routeCaller.attempt(route, { headers: { cookie } }),
      ...tokens.map((token) => routeCaller.attempt(route, { token })),
    ]);

    for (const answer of answers) expect(await outcome(answer)).toEqual([401, "UNAUTHENTICATED"]);
  });

  test.for(table(closed))("refuses a session that is over: %s", async ([, route], { expect }) => {
    const answer = await routeCaller.attempt(route, { token: endedToken });

    expect(await outcome(answer)).toEqual([401, "SESSION_EXPIRED"]);
  });

  test.for(table(closed))("refuses a token past its time: %s", async ([, route], { expect }) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11 * minuteMs });

    const answer = await routeCaller.attempt(route, { token: ada.token });

    expect(await outcome(answer)).toEqual([401, "TOKEN_EXPIRED"]);
  });
});

describe("an API key", () => {
  test.for(table(closed))("is refused where its scope does not fit: %s", async ([, route], { expect }) => {
    const { "x-scope": scope, "x-permissions": wanted } = route.operation;
    const token = await keyWithout([scope ?? []].flat());

    const answer = await routeCaller.attempt(route, { token });

    expect(await outcome(answer)).toEqual([403, "FORBIDDEN"]);
    expect(scope !== undefined || wanted !== undefined).toBe(true);
  });
});

describe("a route that asks for permissions", () => {
  const guarded = closed.filter(({ operation }) => operation["x-permissions"]);

  test.for(table(guarded))(
    "refuses who has none, and tells nothing of whom there is: %s",
    async ([, route], { expect }) => {
      const [real, madeUp] = await Promise.all([
        routeCaller.attempt(route, { token: ada.token }),
        routeCaller.attempt(route, { token: ada.token }, routeCaller.madeUpIdOf(route)),
      ]);

      expect(await outcome(real.clone())).toEqual([403, "FORBIDDEN"]);
      expect(await seen(madeUp)).toEqual(await seen(real));
    },
  );

  test.for(table(guarded))("refuses a key with every other permission: %s", async ([, route], { expect }) => {
    const wanted = new Set<string>(["ALL", ...(route.operation["x-permissions"] ?? [])]);
    const others = permissions.filter((one) => !wanted.has(one));

    const answer = await routeCaller.attempt(route, { token: await keyOf(operator, [...others, ...scopes]) });

    expect(await outcome(answer)).toEqual([403, "FORBIDDEN"]);
  });

  test("is every route of administrators, and there are some", ({ expect }) => {
    const unguarded = routes.filter(({ path }) => path.includes("/admin/")).filter((route) => !guarded.includes(route));

    expect(unguarded.map(nameOf)).toEqual([]);
    expect(guarded.length).toBeGreaterThan(5);
  });
});

describe("a route that asks for a fresh proof", () => {
  const guarded = closed.filter(({ operation }) => operation["x-step-up"]);

  test.for(table(guarded))(
    "refuses one older than five minutes, and says how to renew it: %s",
    async ([, route], { expect }) => {
      const { token } = route.operation["x-permissions"] ? operator : ada;
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6 * minuteMs });

      const answer = await routeCaller.attempt(route, { token });

      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["password"] });
    },
  );

  test("is every one that weakens or widens an account", ({ expect }) => {
    expect(guarded.map(nameOf)).toEqual(expect.arrayContaining(sensitive));
  });
});

describe("another user's id", () => {
  const named = closed.filter(({ path, operation }) => path.includes("{id}") && !operation["x-permissions"]);

  test.for(table(named))("is like one that never was: %s", async ([, route], { expect }) => {
    const theirs = await routeCaller.attempt(route, { token: ada.token });
    const nobodys = await routeCaller.attempt(route, { token: ada.token }, routeCaller.madeUpIdOf(route));

    expect(routeCaller.foreignIdOf(route), "the stranger has none").toBeDefined();
    expect(await outcome(theirs.clone())).toEqual([404, "NOT_FOUND"]);
    expect(await seen(nobodys)).toEqual(await seen(theirs));
  });
});
