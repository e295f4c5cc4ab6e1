import { describe, test } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { signUp } from "../../support/people.ts";

type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { path: string; message: string }[];
};

const login = (options: Parameters<typeof call>[2]) =>
  call("POST", "/api/v1/auth/login", { from: newAddress(), ...options });
const json = { "content-type": "application/json" };

describe("a problem answer", () => {
  test("has every field that RFC 9457 and the contract name", async ({ expect }) => {
    const response = await call("GET", "/api/v1/me", { headers: { "x-request-id": "mine-1" } });
    const problem = await response.json<Problem>();

    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problem).toEqual({
      type: "urn:atrium:problem:unauthenticated",
      title: expect.any(String),
      status: 401,
      detail: expect.any(String),
      code: "UNAUTHENTICATED",
      requestId: "mine-1",
    });
  });

  test.for([
    ["cut off", '{"email":'],
    ["no JSON", "email=a@b.example"],
    ["empty", ""],
    ["nothing but a byte order mark", "\uFEFF"],
    ["not UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ] as const)("is a 400 MALFORMED_JSON for a body that is %s", async ([, body], { expect }) => {
    const response = await login({ headers: json, body });
    const { code, requestId } = await response.json<Problem>();

    expect([response.status, code]).toEqual([400, "MALFORMED_JSON"]);
    expect(response.headers.get("x-request-id")).toBe(requestId);
  });

  test.for([
    ["text/plain", "{}"],
    ["application/x-www-form-urlencoded", "a=b"],
    ["multipart/form-data; boundary=x", "--x--"],
    ["application/jsonp", "{}"],
    ["application/json; charset=latin1", "{}"],
    ["text/plain; application/json", "{}"],
  ] as const)("is a 415 for a body of type %s", async ([type, body], { expect }) => {
    const response = await login({ headers: { "content-type": type }, body });
    const { code } = await response.json<Problem>();

    expect([response.status, code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("is a 415 for a body without a type", async ({ expect }) => {
    const response = await login({ body: new TextEncoder().encode("{}") });

    expect(response.status).toBe(415);
  });

  test.for([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
  ])("is none for the type %s", async (type, { expect }) => {
    const body = JSON.stringify({ email: "nobody@example.com", password: "whatever" });

    const response = await login({ headers: { "content-type": type }, body });

    expect(response.status).toBe(401);
  });

  test("is a 413 for an oversize body whose length is declared", async ({ expect }) => {
    const response = await login({ headers: json, body: JSON.stringify({ email: "x".repeat(300_000) }) });
    const { code } = await response.json<Problem>();

    expect([response.status, code]).toEqual([413, "BODY_TOO_LARGE"]);
  });

  test("is a 413 for an oversize body that comes in chunks", async ({ expect }) => {
    const chunk = new TextEncoder().encode(" ".repeat(10_000));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 60) controller.close();
        else controller.enqueue(chunk);
      },
    });

    const response = await login({ headers: json, body });
    const { code } = await response.json<Problem>();

    expect([response.status, code]).toEqual([413, "BODY_TOO_LARGE"]);
    expect(sent).toBeLessThan(40);
  });

  test("accepts a body in chunks that is not too large", async ({ expect }) => {
    const text = JSON.stringify({ email: "nobody@example.com", password: "whatever" });
    const body = new Response(text).body ?? "";

    const response = await login({ headers: json, body });

    expect(response.status).toBe(401);
  });
});

describe("validation", () => {
  test("names each place that does not fit", async ({ expect }) => {
    const response = await login({ json: { email: "nope", deviceName: "", more: 1 } });
    const { code, errors } = await response.json<Problem>();

    expect([response.status, code]).toEqual([422, "VALIDATION_FAILED"]);
    expect(errors?.map(({ path }) => path).sort()).toEqual(["deviceName", "email", "more", "password"]);
  });

  test("names the place also where a body may have one of two shapes", async ({ expect }) => {
    const response = await call("POST", "/api/v1/auth/verify-email", {
      json: { email: "nope", code: "12" },
      from: newAddress(),
    });
    const { errors } = await response.json<Problem>();

    expect(response.status).toBe(422);
    expect(errors?.map(({ path }) => path).sort()).toEqual(["code", "email"]);
  });

  test.for([
    ["an array", "[]"],
    ["null", "null"],
    ["a number", "1"],
    ["a string", '"text"'],
    ["a prototype", '{"__proto__":{"email":"a@example.com"}}'],
    ["a constructor", '{"constructor":{"prototype":{}}}'],
    ["50,000 arrays in each other", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
  ] as const)("is a 422 for %s", async ([, body], { expect }) => {
    const response = await login({ headers: json, body });

    expect(response.status).toBe(422);
  });

  test.for(["__proto__", "constructor", "toString", "isAdmin", "role", "id", "emailVerified"])(
    "refuses the unknown key %s beside known ones",
    async (key, { expect }) => {
      const person = await signUp();
      const body = `{"displayName":"Changed","${key}":{"a":1}}`;

      const response = await person.call("PATCH", "/api/v1/me", { headers: json, body });

      expect(response.status).toBe(422);
      const me = await person.call("GET", "/api/v1/me");
      expect(await me.json()).toMatchObject({ displayName: person.username, roles: [] });
    },
  );

  test.for(["?x=1", "?__proto__=1", "?constructor=1", "?token=eyJ"])(
    "refuses the unknown query %s where none is taken, and where one is",
    async (query, { expect }) => {
      const person = await signUp();

      const without = await person.call("GET", `/api/v1/me${query}`);
      const withOne = await person.call("GET", `/api/v1/users${query}&q=a`);

      expect([without.status, withOne.status]).toEqual([422, 422]);
    },
  );

  test.for(["q=a&q=b", "q=a&q=a", "q=a&limit=1&limit=2", "q=a&%71=b", "q[]=a", "q=a&q[]=b"])(
    "refuses the query %s",
    async (query, { expect }) => {
      const person = await signUp();

      const response = await person.call("GET", `/api/v1/users?${query}`);
      const { code } = await response.json<Problem>();

      expect([response.status, code]).toEqual([422, "VALIDATION_FAILED"]);
    },
  );

  test("tells who is not signed in that first, whatever the request", async ({ expect }) => {
    const attempts = [
      call("GET", "/api/v1/me?x=1"),
      call("PATCH", "/api/v1/me", { json: { x: 1 } }),
      call("PATCH", "/api/v1/me", { headers: json, body: "{" }),
      call("POST", "/api/v1/conversations", { headers: { "content-type": "text/plain" }, body: "x" }),
      call("DELETE", "/api/v1/sessions/nonsense"),
      call("GET", "/api/v1/conversations/nonsense"),
      call("POST", "/api/v1/auth/logout", { json: { x: 1 } }),
      call("POST", "/api/v1/auth/logout", { json: { x: 1 }, token: "nonsense" }),
    ];

    const responses = await Promise.all(attempts);

    expect(responses.map(({ status }) => status)).toEqual(attempts.map(() => 401));
  });

  test.for([
    ["a word", "nonsense"],
    ["a prefix alone", "conv_"],
    ["past the largest UUID", "conv_zzzzzzzzzzzzzzzzzzzzzzzzzz"],
    ["of another kind", "user_01h455vb4pex5vsknk084sn02q"],
    ["in capitals", "CONV_01H455VB4PEX5VSKNK084SN02Q"],
    ["a zero byte", "%00"],
    ["cut off in an escape", "%E0%A4%A"],
    ["a way up", "..%2f..%2fme"],
    ["very long", `conv_${"0".repeat(3_000)}`],
  ] as const)("is a 404 for an id that is %s", async ([, id], { expect }) => {
    const person = await signUp();

    const response = await person.call("GET", `/api/v1/conversations/${id}`);
    const { code } = await response.json<Problem>();

    expect([response.status, code]).toEqual([404, "NOT_FOUND"]);
  });

  test("lets a POST without a body have no type, and refuses an empty one that says it is JSON", async ({ expect }) => {
    const person = await signUp();

    const bare = await person.call("POST", "/api/v1/sessions/terminate-all");
    const empty = await person.call("POST", "/api/v1/sessions/terminate-all", { headers: json, body: "" });
    const unknown = await person.call("POST", "/api/v1/sessions/terminate-all", { json: { all: true } });

    expect([bare.status, empty.status, unknown.status]).toEqual([200, 400, 422]);
  });
});
