import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress, origin } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { newName, password, signUp } from "../../support/people.ts";

afterEach(() => vi.restoreAllMocks());

const newPerson = () => {
  const username = newName();
  return { email: `${username}@example.com`, username, password };
};

const corsHeaders = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));

/** Bindings whose rate limiter fails. */
const limiterThatThrows = (error: Error) => ({
  RATE_LIMITER: {
    getByName: () => ({
      take: async () => {
        throw error;
      },
    }),
  },
});

describe("a request id", () => {
  test.for(["a", "my-request_1.2", "x".repeat(128)])("of the caller is kept: %s", async (id, { expect }) => {
    const response = await call("GET", "/health", { headers: { "x-request-id": id } });

    expect(response.headers.get("x-request-id")).toBe(id);
  });

  test.for(["has space", "x".repeat(129), "semi;colon", "a/b", '"quoted"', "{}"])(
    "that is not well formed gives way to one of ours: %s",
    async (id, { expect }) => {
      const response = await call("GET", "/health", { headers: { "x-request-id": id } });

      expect(response.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{30,}$/);
    },
  );

  test.for(["/health", "/api/v1/me", "/api/v1/nothing", "/nothing", "/docs", "/openapi.json", "/api"])(
    "is on the answer to %s, a new one each time",
    async (path, { expect }) => {
      const [first, second] = await Promise.all([call("GET", path), call("GET", path)]);

      expect(first.headers.get("x-request-id")).toMatch(/^req_/);
      expect(first.headers.get("x-request-id")).not.toBe(second.headers.get("x-request-id"));
    },
  );
});

describe("the headers of an answer", () => {
  test.for([
    "/health",
    "/api/v1/me",
    "/api/v1/nothing",
    "/openapi.json",
    "/.well-known/jwks.json",
    "/docs/reference.css",
  ])("let nothing be done with data: %s", async (path, { expect }) => {
    const { headers } = await call("GET", path);

    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  test.for(["/", "/docs", "/some/page/of/the/console"])(
    "let a page run its own scripts alone, in no frame: %s",
    async (path, { expect }) => {
      const { headers } = await call("GET", path);

      const policy = headers.get("content-security-policy") ?? "";
      expect(headers.get("content-type")).toMatch(/^text\/html/);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("object-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    },
  );

  test("forbid to store what was answered to somebody, even where it may be stored otherwise", async ({ expect }) => {
    const person = await signUp();

    const paths = ["/api/v1/me", "/api/v1/sessions", "/api/v1/nothing", "/.well-known/jwks.json"];
    const answers = await Promise.all(paths.map((path) => person.call("GET", path)));

    expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(paths.map(() => "no-store"));
  });

  test("forbid to store the answer to a sign-in", async ({ expect }) => {
    const response = await call("POST", "/api/v1/auth/login", { json: newPerson(), from: newAddress() });

    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("ask for TLS in production, and not where there is none", async ({ expect }) => {
    const production = newIsolate({
      ENVIRONMENT: "production",
      PUBLIC_URL: "https://atrium.example",
      EMAIL_PROVIDERS: "smtp",
      SMTP_URL: "smtp://127.0.0.1:25",
      SECRET_KEYS: "k1:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX",
    });

    const strict = await production.call("GET", "/health");
    const plain = await call("GET", "/health");

    expect(strict.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8,}; includeSubDomains/);
    expect(plain.headers.get("strict-transport-security")).toBeNull();
  });
});

describe("pages of other origins", () => {
  const friend = "https://app.example.com";
  const isolate = newIsolate({ ALLOWED_ORIGINS: `${friend}, https://other.example.com/` });

  test.for([friend, "https://other.example.com", origin])(
    "read answers when they are configured: %s",
    async (from, { expect }) => {
      const { headers } = await isolate.call("GET", "/api/v1/me", { headers: { origin: from } });

      expect(headers.get("access-control-allow-origin")).toBe(from);
      expect(headers.get("access-control-allow-credentials")).toBe("true");
      expect(headers.get("vary")?.toLowerCase()).toContain("origin");
      expect(headers.get("access-control-expose-headers")?.split(/,\s*/)).toEqual(
        expect.arrayContaining(["ETag", "X-Request-Id", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]),
      );
    },
  );

  test.for([
    "https://evil.example",
    "null",
    "https://app.example.com.evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://APP.example.com",
    "https://app.example.com/",
    "*",
  ])("get none of the headers when they are not: %s", async (from, { expect }) => {
    const simple = await isolate.call("GET", "/api/v1/me", { headers: { origin: from } });
    const preflight = await isolate.call("OPTIONS", "/api/v1/me", {
      headers: { origin: from, "access-control-request-method": "PATCH" },
    });

    expect(corsHeaders(simple)).toEqual([]);
    expect(corsHeaders(preflight)).toEqual([]);
    expect(simple.headers.get("vary")?.toLowerCase()).toContain("origin");
  });

  test("ask first, and may send what clients need", async ({ expect }) => {
    const { status, headers } = await isolate.call("OPTIONS", "/api/v1/conversations", {
      headers: { origin: friend, "access-control-request-method": "POST" },
    });

    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(friend);
    expect(headers.get("access-control-allow-methods")?.split(",")).toEqual(
      expect.arrayContaining(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    );
    expect(headers.get("access-control-allow-headers")?.split(",")).toEqual(
      expect.arrayContaining(["authorization", "content-type", "idempotency-key", "if-none-match"]),
    );
    expect(Number(headers.get("access-control-max-age"))).toBeGreaterThan(0);
  });

  test("can read what went wrong, too", async ({ expect }) => {
    const response = await isolate.call("POST", "/api/v1/auth/login", {
      headers: { origin: friend },
      body: "x",
      from: newAddress(),
    });

    expect(response.status).toBe(415);
    expect(response.headers.get("access-control-allow-origin")).toBe(friend);
    expect(response.headers.get("x-request-id")).not.toBeNull();
  });
});

describe("when something throws inside", () => {
  test("the answer is a bare 500, and the log has the whole of it", async ({ expect }) => {
    const log = vi.spyOn(console, "log");
    const isolate = newIsolate({ DB: failingDatabase("registrations", "no such table: registrations_v2") });
    const person = newPerson();

    const response = await isolate.call("POST", "/api/v1/auth/register", {
      json: person,
      headers: { "x-request-id": "broken-1" },
      from: newAddress(),
    });

    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toEqual({
      type: "urn:atrium:problem:internal",
      title: "Something went wrong",
      status: 500,
      detail: "Something went wrong",
      code: "INTERNAL",
      requestId: "broken-1",
    });
    expect(response.headers.get("x-request-id")).toBe("broken-1");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: "error",
        requestId: "broken-1",
        error: expect.stringContaining("no such table"),
      }),
    );
  });

  test("the log holds nothing of what was to be written", async ({ expect }) => {
    const log = vi.spyOn(console, "log");
    const isolate = newIsolate({ DB: failingDatabase("insert into", "disk I/O error") });
    const person = newPerson();

    await isolate.call("POST", "/api/v1/auth/register", { json: person, from: newAddress() });

    const text = JSON.stringify(log.mock.calls);
    expect(text).toContain("disk I/O error");
    expect(text).not.toContain("$argon2id$");
    expect(text).not.toContain(person.password);
    expect(text).not.toContain(person.email);
  });

  test.for([
    "D1_ERROR: database is locked: SQLITE_BUSY",
    "D1_ERROR: Network connection lost.",
    "Failed to get session commit token: internal error",
  ])("what will pass is a 503 that says when to come again: %s", async (message, { expect }) => {
    const isolate = newIsolate({ DB: failingDatabase("registrations", message) });

    const response = await isolate.call("POST", "/api/v1/auth/register", { json: newPerson(), from: newAddress() });

    const { code, detail } = await response.json<{ code: string; detail: string }>();
    expect([response.status, code]).toEqual([503, "UNAVAILABLE"]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(detail).not.toContain("D1");
  });

  test("an object that cannot be reached is a 503 where it says so, and a 500 otherwise", async ({ expect }) => {
    const overloaded = Object.assign(new Error("Durable Object is overloaded."), { overloaded: true });

    const passing = await newIsolate(limiterThatThrows(overloaded)).call("POST", "/api/v1/auth/login", {
      json: newPerson(),
    });
    const bug = await newIsolate(limiterThatThrows(new TypeError("x is not a function"))).call(
      "POST",
      "/api/v1/auth/login",
      { json: newPerson() },
    );

    expect([passing.status, bug.status]).toEqual([503, 500]);
    expect(await bug.text()).not.toMatch(/not a function|\bat |\.ts/);
  });

  test("a wrong configuration shows nothing of itself, and is in the log", async ({ expect }) => {
    const log = vi.spyOn(console, "log");
    const isolate = newIsolate({ SECRET_KEYS: "weak:1234" });

    const response = await isolate.call("GET", "/api/v1/me", { headers: { "x-request-id": "misconfigured" } });

    expect(response.status).toBe(500);
    expect(response.headers.get("x-request-id")).toBe("misconfigured");
    expect(await response.json()).toMatchObject({ code: "INTERNAL", requestId: "misconfigured" });
    expect(JSON.stringify(log.mock.calls)).toContain("SECRET_KEYS");
    expect(JSON.stringify(log.mock.calls)).not.toContain("weak:1234");
  });
});
