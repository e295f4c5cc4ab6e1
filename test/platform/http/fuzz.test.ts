import * as fc from "fast-check";
import { describe, test } from "vitest";
import { bodySchemaOf, fitting, pathOf, readDocument, routesOf, type Schema } from "../../support/api-document.ts";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { openConversation, signUp } from "../../support/people.ts";

const unlimited = "1000000/1";
const isolate = newIsolate({
  LIMIT_LOGIN: unlimited,
  LIMIT_REGISTER: unlimited,
  LIMIT_VERIFY: unlimited,
  LIMIT_MAIL: unlimited,
  LIMIT_REFRESH: unlimited,
  LIMIT_WRITE: unlimited,
});

const document = await readDocument();
const writes = routesOf(document).filter((route) => bodySchemaOf(route));
const runsEach = Math.ceil(2_400 / writes.length);

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

/** Bodies that fit, that fit but for one field, and that are anything. */
function bodyOf(schema: Schema): fc.Arbitrary<unknown> {
  const fit = fitting(document, schema);
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
  test.for(writes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "to %s is answered as the document says, and never with a 5xx",
    { timeout: 60_000 },
    async ([, route], { expect }) => {
      const { method, path, operation } = route;
      const [ada, grace] = await Promise.all([signUp(), signUp()]);
      const conversation = await openConversation(ada, grace);
      const from = newAddress();
      const idIn = fc.oneof(
        { weight: 4, arbitrary: fc.constant(conversation) },
        { weight: 1, arbitrary: fc.constantFrom(grace.id, "x", "ntf_01h455vb4pex5vsknk084sn02q") },
        { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }) },
      );
      const schema = bodySchemaOf(route) ?? {};
      const headers = fc.constantFrom<Record<string, string>>(
        { "content-type": "application/json" },
        { "content-type": "application/json", "idempotency-key": "fuzz" },
      );
      // Signing out for good would leave the rest of the run at the door.
      const token = operation.security && !path.endsWith("/logout") ? ada.token : undefined;

      await fc.assert(
        fc.asyncProperty(idIn, bodyOf(schema), headers, async (id, body, given) => {
          const response = await isolate.call(method, pathOf(document, route, { id }), {
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
  const reads = routesOf(document).filter(
    ({ method, path }) => method === "GET" && path.startsWith("/api/") && !path.endsWith("/live"),
  );

  test.for(reads)("the query of $path never makes a 5xx", { timeout: 60_000 }, async (route, { expect }) => {
    const { operation } = route;
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
        const response = await ada.call("GET", `${pathOf(document, route, { id: conversation })}?${search}`);

        await response.text();
        expect(response.status).toBeLessThan(500);
        expect(Object.keys(operation.responses)).toContain(String(response.status));
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});
