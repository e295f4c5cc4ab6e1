import { createHash } from "node:crypto";
import { afterEach, describe, inject, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, newName, password, signUp, tokenIn } from "../../support/people.ts";
import type { RangeAsked } from "../../support/breach-server.ts";

afterEach(() => vi.restoreAllMocks());

const breached = "the breached passphrase of everybody";
const { url } = inject("breaches");
const long = { PASSWORD_MIN_LENGTH: "8" };

type Caller = { call: typeof call };

function registering(by: Caller, given: string, username = newName()) {
  const json = { email: `${username}@example.com`, username, password: given };
  return by.call("POST", "/api/v1/auth/register", { json, from: newAddress() });
}

async function rate(by: Caller, json: object) {
  const response = await by.call("POST", "/api/v1/auth/password/strength", { json, from: newAddress() });
  return { status: response.status, body: await response.json<Record<string, unknown>>() };
}

describe("a new password", () => {
  test.for(["password12345678", "PasswordPassword", "qwertyuiop12345", "123456789987654321", "1234567890dragon"])(
    "is not one of the most common: %s",
    async (common, { expect }) => {
      const response = await registering({ call }, common);

      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "password" }] });
    },
  );

  test("is not a common one at change and reset either", async ({ expect }) => {
    const person = await signUp();
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
    const token = tokenIn(await mailTo(person.email, "password_reset"));
    const common = "passwordpassword";

    const answers = await Promise.all([
      person.call("POST", "/api/v1/auth/password/change", {
        json: { currentPassword: password, newPassword: common },
        from: newAddress(),
      }),
      call("POST", "/api/v1/auth/password/reset", { json: { token, password: common }, from: newAddress() }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422]);
    expect(await answers[0]?.json()).toMatchObject({ errors: [{ path: "newPassword" }] });
    expect(await answers[1]?.json()).toMatchObject({ errors: [{ path: "password" }] });
  });

  test("is not made of the product's words, one's username or one's address", async ({ expect }) => {
    const username = `gracemurrayhopper_${newName().slice(-6)}`;

    const answers = await Promise.all([
      registering({ call }, "Atrium-atrium-ATRIUM"),
      registering({ call }, `${username} 1234`, username),
      registering({ call }, `${username}@example.com!`, username),
      registering({ call }, "atrium demo passphrase"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 202]);
  });

  test("may be anything else that is long enough", async ({ expect }) => {
    const answers = await Promise.all([
      registering({ call }, "a".repeat(256)),
      registering({ call }, password),
      registering(newIsolate(long), "kw7tzq4m"),
      registering(newIsolate(long), "password"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 422]);
  });
});

describe("a breached password", () => {
  test("is looked up by five digits of its hash, and refused", async ({ expect }) => {
    const isolate = newIsolate({ BREACH_URL: url });
    const prefix = createHash("sha1").update(breached).digest("hex").slice(0, 5).toUpperCase();

    const answers = await Promise.all([registering(isolate, breached), registering(isolate, `${breached}!`)]);

    expect(answers.map(({ status }) => status)).toEqual([422, 202]);
    const problem = await answers[0]?.json<{ errors: { path: string; message: string }[] }>();
    expect(problem?.errors).toEqual([{ path: "password", message: expect.stringContaining("breach") }]);
    const asked = await fetch(`${url}/asked`).then((response) => response.json<RangeAsked[]>());
    expect(asked).toContainEqual({ path: `/range/${prefix}`, padding: "true" });
  });

  test.for(["hanging", "failing", "endless", "elsewhere"])(
    "is judged by the bundled list alone when the service is %s, and that is logged",
    async (fault, { expect }) => {
      const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
      const isolate = newIsolate({ BREACH_URL: `${url}/${fault}` });

      const answers = await Promise.all([registering(isolate, breached), registering(isolate, "passwordpassword")]);

      expect(answers.map(({ status }) => status)).toEqual([202, 422]);
      const lines = log.mock.calls.flat().map(String).join("\n");
      expect(lines).toContain("breached passwords cannot be looked up");
      expect(lines).not.toContain(createHash("sha1").update(breached).digest("hex").slice(0, 5).toUpperCase());
    },
  );
});

describe("the strength of a password", () => {
  test("is a score with advice, without signing in", async ({ expect }) => {
    const weak = await rate({ call }, { password: "password1" });
    const strong = await rate({ call }, { password });

    expect(weak).toMatchObject({ status: 200, body: { score: 0, breached: true, acceptable: false } });
    expect(weak.body["warning"]).toEqual(expect.any(String));
    expect(weak.body["suggestions"]).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(strong.body).toEqual({ score: 4, warning: null, suggestions: [], breached: null, acceptable: true });
  });

  test("says whether it was breached, where that can be asked", async ({ expect }) => {
    const isolate = newIsolate({ BREACH_URL: url });

    const seen = await Promise.all([
      rate(isolate, { password: breached }),
      rate(isolate, { password }),
      rate(newIsolate({ BREACH_URL: `${url}/failing` }), { password: breached }),
    ]);

    expect(seen.map(({ body }) => [body["breached"], body["acceptable"]])).toEqual([
      [true, false],
      [false, true],
      [null, true],
    ]);
  });

  test("says of words of one's own what registering says", async ({ expect }) => {
    const username = newName();
    const json = { password: `${username}12345`, userInputs: [`${username}@example.com`, username] };

    const rated = await rate({ call }, json);
    const registered = await registering({ call }, json.password, username);

    expect([rated.body["acceptable"], registered.status]).toEqual([false, 422]);
  });

  test("takes no longer for a very long one", async ({ expect }) => {
    const startedAt = performance.now();

    const rated = await rate({ call }, { password: "4@8({[</369&#!1/|0$5+7%2".repeat(40) });

    expect(rated.status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test.for([{}, { password: "" }, { password: "x", userInputs: "me" }, { password: "x", more: 1 }])(
    "is not given for %j",
    async (json, { expect }) => {
      const rated = await rate({ call }, json);

      expect(rated.status).toBe(422);
    },
  );
});
