import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { codeIn, mailsTo, mailTo, password, signIn, signUp, tokenIn } from "../../support/people.ts";

const isolate = newIsolate({ REPUTATION_LIST: "203.0.113.0/24", LIMIT_LOGIN: "1000/60" });
const kuwait = {
  "cf-ipcountry": "KW",
  "cf-ipcity": "Kuwait City",
  "cf-iplatitude": "29.37",
  "cf-iplongitude": "47.98",
};
const london = { "cf-ipcountry": "GB", "cf-ipcity": "London", "cf-iplatitude": "51.51", "cf-iplongitude": "-0.13" };

type Result = {
  code?: string;
  accessToken?: string;
  mfaRequired?: boolean;
  challengeToken?: string;
  methods?: string[];
};

async function login(
  email: string,
  { headers = {}, from = newAddress(), ...json }: Record<string, unknown> & { headers?: object; from?: string } = {},
) {
  const response = await isolate.call("POST", "/api/v1/auth/login", {
    json: { email, password, tokenTransport: "body", ...json },
    from,
    headers: { ...headers },
  });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    ...(await response.json<Result>()),
  };
}

const noticesTo = async (email: string) =>
  (await mailsTo(email))
    .map(({ template }) => template)
    .filter((template) => !["verification", "welcome"].includes(template));

describe("signing in", () => {
  test("with a device that is known tells nobody anything", async ({ expect }) => {
    const person = await signUp();

    const result = await login(person.email, { deviceToken: person.deviceToken });

    expect(result.status).toBe(200);
    expect(await noticesTo(person.email)).toEqual([]);
  });

  test("with a new device works, and its owner is told of it", async ({ expect }) => {
    const { email } = await signUp();

    const result = await login(email, { deviceName: "Attic <computer>", headers: kuwait });

    const mail = await mailTo(email, "new_device");
    expect(result.accessToken).toEqual(expect.any(String));
    expect(mail.text).toContain("Device: Attic <computer>");
    expect(mail.text).toContain("Place: Kuwait City, KW");
  });

  test("at two ends of the world at once takes a code out of the mailbox", async ({ expect }) => {
    const { email } = await signUp();
    await login(email, { headers: kuwait });

    const result = await login(email, { headers: london });
    await isolate.call("POST", "/api/v1/auth/mfa/send", {
      json: { challengeToken: result.challengeToken, method: "email" },
      from: newAddress(),
    });
    const proved = await isolate.call("POST", "/api/v1/auth/mfa/verify", {
      json: {
        challengeToken: result.challengeToken,
        method: "email",
        code: codeIn(await mailTo(email, "security_code")),
        tokenTransport: "body",
      },
      from: newAddress(),
      headers: london,
    });

    expect(result).toMatchObject({ status: 200, mfaRequired: true, methods: ["email"] });
    expect(result.accessToken).toBeUndefined();
    expect(proved.status).toBe(200);
    expect((await mailTo(email, "suspicious_sign_in")).text).toContain("Place: London, GB");
  });

  test("with everything against it is refused as a wrong password is, and the owner is told", async ({ expect }) => {
    const { email } = await signUp();
    await login(email, { headers: kuwait });

    const [blocked, wrong] = [
      await login(email, { headers: london, from: "203.0.113.9" }),
      await login(email, { password: "wrong" }),
    ];

    expect(blocked).toMatchObject({ status: 401, code: "INVALID_CREDENTIALS" });
    expect({ ...blocked, requestId: "" }).toEqual({ ...wrong, requestId: "" });
    expect((await mailTo(email, "sign_in_blocked")).text).toContain("Address: 203.0.113.9");
  });

  test("after five wrong passwords is locked, but not with the owner's device", async ({ expect }) => {
    const person = await signUp();
    for (let at = 0; at < 5; at += 1) await login(person.email, { password: "wrong" });

    const stranger = await login(person.email);
    const owner = await login(person.email, { deviceToken: person.deviceToken });

    expect(stranger).toMatchObject({ status: 423, code: "ACCOUNT_LOCKED", retryAfter: expect.stringMatching(/^\d+$/) });
    expect(owner.status).toBe(200);
    await mailTo(person.email, "account_locked");
  });

  test("works again at once for whoever sets a new password by mail", async ({ expect }) => {
    const { email } = await signUp();
    for (let at = 0; at < 5; at += 1) await login(email, { password: "wrong" });
    await isolate.call("POST", "/api/v1/auth/password/forgot", { json: { email }, from: newAddress() });
    const token = tokenIn(await mailTo(email, "password_reset"));
    const fresh = "a fresh passphrase, never used before";

    await isolate.call("POST", "/api/v1/auth/password/reset", { json: { token, password: fresh }, from: newAddress() });

    expect((await login(email, { password: fresh })).status).toBe(200);
  });

  test("with a device token of somebody else is locked like any other", async ({ expect }) => {
    const [person, other] = [await signUp(), await signUp()];
    for (let at = 0; at < 5; at += 1) await login(person.email, { password: "wrong" });

    expect((await login(person.email, { deviceToken: other.deviceToken })).status).toBe(423);
  });

  test("from twenty tabs at once works in all of them", async ({ expect }) => {
    const { email } = await signUp();

    const results = await Promise.all(Array.from({ length: 20 }, () => login(email)));

    expect(results.map(({ status }) => status)).toEqual(results.map(() => 200));
  });

  test("is in the audit log with what became of it", async ({ expect }) => {
    const person = await signUp();
    await login(person.email, { password: "wrong" });
    await signIn(person.email);

    const { results } = await env.DB.prepare(
      "SELECT result FROM audit_entries WHERE user_id = ? AND action = 'auth.login' ORDER BY id",
    )
      .bind(person.id)
      .all<{ result: string }>();
    expect(results.map(({ result }) => result)).toEqual(["INVALID_CREDENTIALS", "ok"]);
  });
});
