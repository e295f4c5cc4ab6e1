import * as fc from "fast-check";
import { describe, test } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { openConversation, signUp } from "../../support/people.ts";

/** As much of JSON Schema as our document uses. */
type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  maximum?: number;
};
type Operation = {
  security?: unknown[];
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, unknown>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

const unlimited = "1000000/1";
const isolate = newIsolate({
  LIMIT_LOGIN: unlimited,
  LIMIT_REGISTER: unlimited,
  LIMIT_VERIFY: unlimited,
  LIMIT_MAIL: unlimited,
  LIMIT_REFRESH: unlimited,
  LIMIT_WRITE: unlimited,
});

const document = await (await call("GET", "/openapi.json")).json<Document>();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method, { requestBody }]) => ["post", "put", "patch"].includes(method) && requestBody)
    .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);
const runsEach = Math.ceil(2_400 / operations.length);

/** Strings that have broken services before. */
const nasty = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "\ud800",
  "a\r\nBcc: x@example.com",
  "' OR 1=1 --",
  "<script>",
  "../../etc/passwd",
  "%00",
  "{{7*7}}",
  "\u202Etxt.exe",
  "🦊".repeat(300),
  "x".repeat(20_000),
  "1e999",
  "__proto__",
);
const junk: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that fit a schema, as far as the schema says. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map(fitting));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === "object") return fittingObject(schema);
  if (schema.type === "array") return fc.array(fitting(schema.items ?? {}), { maxLength: 3 });
  if (schema.type === "integer" || schema.type === "number")
    return fc.integer({ min: 0, max: schema.maximum ?? 1_000 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "string") return fittingString(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

function fittingObject({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fitting(schema)]));
  return fc.record(fields, { requiredKeys: required });
}

function fittingString({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === "email") return fc.nat(1e6).map((n) => `fuzz${n}@example.com`);
  if (pattern?.startsWith("^[a-z0-9_]")) return fc.nat(1e6).map((n) => `fuzz_${n}`);
  if (pattern && !/\\p\{/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.min(maxLength, 60) });
}

/** Bodies that fit, that fit but for one field, and that are anything. */
function bodyOf(schema: Schema): fc.Arbitrary<unknown> {
  const fit = fitting(schema);
  const nearly = fc
    .tuple(fit, fc.nat(), fc.constantFrom("replace", "remove", "add", "nest"), junk)
    .map(([value, at, how, put]) => {
      if (typeof value !== "object" || value === null) return put;
      const keys = Object.keys(value);
      const key = keys[at % Math.max(1, keys.length)] ?? "x";
      const entries = Object.entries(value);
      if (how === "remove") return Object.fromEntries(entries.filter(([name]) => name !== key));
      if (how === "add") return Object.fromEntries([...entries, [typeof put === "string" ? put : "role", put]]);
      if (how === "nest") return { [key]: value };
      return { ...value, [key]: put };
    });
  return fc.oneof({ weight: 1, arbitrary: fit }, { weight: 4, arbitrary: nearly }, { weight: 1, arbitrary: junk });
}

describe("whatever is sent", () => {
  test.for(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    "to %s is answered as the document says, and never with a 5xx",
    { timeout: 60_000 },
    async ([, { method, path, operation }], { expect }) => {
      const [ada, grace] = await Promise.all([signUp(), signUp()]);
      const conversation = await openConversation(ada, grace);
      const from = newAddress();
      const idIn = fc.oneof(
        { weight: 4, arbitrary: fc.constant(conversation) },
        { weight: 1, arbitrary: fc.constantFrom(grace.id, "x", "ntf_01h455vb4pex5vsknk084sn02q") },
        { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }) },
      );
      const schema = operation.requestBody?.content["application/json"].schema ?? {};
      const headers = fc.constantFrom<Record<string, string>>(
        { "content-type": "application/json" },
        { "content-type": "application/json", "idempotency-key": "fuzz" },
      );
      // Signing out for good would leave the rest of the run at the door.
      const token = operation.security && !path.endsWith("/logout") ? ada.token : undefined;

      await fc.assert(
        fc.asyncProperty(idIn, bodyOf(schema), headers, async (id, body, given) => {
          const response = await isolate.call(method, path.replace("{id}", encodeURIComponent(id)), {
            headers: given,
            body: JSON.stringify(body) ?? "",
            from,
            ...(token !== undefined && { token }),
          });

          const text = await response.text();
          expect(response.status).toBeLessThan(500);
          expect(Object.keys(operation.responses)).toContain(String(response.status));
          expect(text).not.toMatch(/\bat .*\.(?:ts|js):\d+|SQLITE|D1_ERROR|\$argon2id/);
          if (response.status >= 400) {
            expect(response.headers.get("content-type")).toBe("application/problem+json");
            expect(JSON.parse(text)).toMatchObject({
              status: response.status,
              code: expect.stringMatching(/^[A-Z_]+$/),
            });
          }
        }),
        { numRuns: runsEach, endOnFailure: true },
      );
    },
  );
});

describe("whatever is sent to the documented reads", () => {
  const reads = Object.entries(document.paths).flatMap(([path, { get }]) =>
    get && path.startsWith("/api/") && !path.endsWith("/live") ? [[path, get] as const] : [],
  );

  test.for(reads)("the query of %s never makes a 5xx", { timeout: 60_000 }, async ([path, operation], { expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const conversation = await openConversation(ada, grace);
    const names = operation.parameters.filter((one) => one.in === "query").map(({ name }) => name);
    const numbers = ["0", "1", "100", "101", "-1", "1e2", "0x10", "9".repeat(400), "NaN", "Infinity", "1.5", ""];
    const cursors = [
      "x",
      "W10",
      "WyJhIl0",
      "WzFlOTk5XQ",
      "Wy0xXQ",
      "WzFd",
      "WyJhIiwiYiJd",
      "WzEsMl0",
      "WyJcdWQ4MDAiXQ",
    ];
    const value = fc.oneof(
      fc.constantFrom(...numbers, ...cursors),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom("%", "_".repeat(40), "🦊".repeat(40), "\u0000"),
    );
    const query = fc.array(fc.tuple(fc.constantFrom(...names, "x"), value), { maxLength: 3 });

    await fc.assert(
      fc.asyncProperty(query, async (pairs) => {
        const search = pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join("&");
        const response = await ada.call("GET", `${path.replace("{id}", conversation)}?${search}`);

        await response.text();
        expect(response.status).toBeLessThan(500);
        expect(Object.keys(operation.responses)).toContain(String(response.status));
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});
