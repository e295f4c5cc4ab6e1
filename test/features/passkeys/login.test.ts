import { env } from "cloudflare:workers";
import { decodeJwt } from "jose";
import { afterEach, describe, test, vi } from "vitest";
import { Authenticator, type Circumstances } from "../../support/authenticator.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import {
  askToRegister,
  askToSignIn,
  givePasskey,
  listPasskeys,
  passkeyNoticesTo,
  passkeysPath,
  signInBy,
  verifySignIn,
} from "../../support/passkeys.ts";
import { newName, signUp } from "../../support/people.ts";
import { signUpWithTwoFactor } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

type Challenge = { mfaRequired: true; challengeToken: string; methods: string[] };
type SignedIn = { user: { id: string }; accessToken: string; refreshToken: string };

const ask = (json: object) => call("POST", "/api/v1/auth/passkeys/login/options", { json, from: newAddress() });
const encode = (text: string) => Buffer.from(text).toString("base64url");
const proveFactor = (challengeToken: string, method: string, code: string) =>
  call("POST", "/api/v1/auth/mfa/verify", {
    json: { challengeToken, method, code, tokenTransport: "body" },
    from: newAddress(),
  });
const codeOf = async (response: Response) => (await response.json<{ code: string }>()).code;
const amrOf = ({ accessToken }: SignedIn) => decodeJwt<{ amr: string[] }>(accessToken).amr;

describe("what a browser is asked to sign", () => {
  test("names no credential, whether the address has an account, passkeys, or neither", async ({ expect }) => {
    const [withPasskey, without] = await Promise.all([signUp(), signUp()]);
    await givePasskey(withPasskey);
    const addresses = [withPasskey.email, without.email, `${newName()}@example.com`];

    const offers = await Promise.all([
      askToSignIn(),
      ...addresses.map((email) => askToSignIn({ json: { email } })),
      askToSignIn({ json: { challengeToken: "whatever" } }),
    ]);

    const shapes = offers.map(({ options: { challenge, ...rest } }) => [challenge.length, rest]);
    expect(shapes).toEqual(
      offers.map(() => [
        43,
        { rpId: "localhost", allowCredentials: [], userVerification: "preferred", timeout: 300_000 },
      ]),
    );
    expect(new Set(offers.map(({ options }) => options.challenge)).size).toBe(offers.length);
  });

  test("is a 422 for what does not fit, and a 429 for a flood", async ({ expect }) => {
    const strict = newIsolate({ LIMIT_FACTOR: "2/60" });
    const from = newAddress();

    const misfits = await Promise.all([ask({ email: "nonsense" }), ask({ userId: "x" })]);
    const flood: number[] = [];
    for (let i = 0; i < 3; i += 1)
      flood.push((await strict.call("POST", "/api/v1/auth/passkeys/login/options", { json: {}, from })).status);

    expect(misfits.map(({ status }) => status)).toEqual([422, 422]);
    expect(flood).toEqual([200, 200, 429]);
  });
});

describe("signing in by a passkey", () => {
  test("takes no username, is two factors, and is noted in the list", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);

    const response = await signInBy(authenticator);

    expect(response.status).toBe(200);
    const signedIn = await response.json<SignedIn>();
    expect(signedIn.user.id).toBe(person.id);
    expect(amrOf(signedIn)).toContain("mfa");
    expect((await call("GET", "/api/v1/me", { token: signedIn.accessToken })).status).toBe(200);
    expect(await listPasskeys(person)).toMatchObject([{ lastUsedAt: expect.stringMatching(/^20/) }]);
  });

  test("finds the right account of several, and each passkey of one", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const passkeys = [await givePasskey(ada), await givePasskey(ada), await givePasskey(grace)];

    const answers = await Promise.all(passkeys.map(({ authenticator }) => signInBy(authenticator)));

    const users = await Promise.all(answers.map(async (one) => (await one.json<SignedIn>()).user.id));
    expect(users).toEqual([ada.id, ada.id, grace.id]);
  });

  test("is one factor where the device has not made sure that it is its user", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);

    const response = await signInBy(authenticator, { isVerified: false });

    expect(response.status).toBe(200);
    expect(amrOf(await response.json<SignedIn>())).not.toContain("mfa");
  });

  test("is asked for a second factor then, where the account has one, and that is no passkey", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const { authenticator } = await givePasskey(person);

    const touched = await (await signInBy(authenticator, { isVerified: false })).json<Challenge>();
    const { challengeId, options } = await askToSignIn();
    const response = authenticator.sign(options, { isVerified: false });
    const again = await proveFactor(touched.challengeToken, "passkey", JSON.stringify({ challengeId, response }));
    const [backupCode = ""] = person.backupCodes;
    const other = await proveFactor(touched.challengeToken, "backup_code", backupCode);

    expect(touched).toMatchObject({ mfaRequired: true, methods: ["totp", "backup_code"] });
    expect([again.status, other.status]).toEqual([401, 200]);
    expect(amrOf(await other.json<SignedIn>())).toContain("mfa");
  });

  test("is two factors in one where it has, so no other is asked for", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const { authenticator } = await givePasskey(person);

    const response = await signInBy(authenticator);

    expect(await response.json()).toMatchObject({ user: { id: person.id }, accessToken: expect.any(String) });
  });

  test("works again and again with one that counts, and with one that does not", async ({ expect }) => {
    const person = await signUp();
    const { authenticator: counting } = await givePasskey(person);
    const { authenticator: synchronised } = await givePasskey(person, new Authenticator(undefined, { counts: false }));

    const answers: number[] = [];
    for (const one of [counting, synchronised, counting, synchronised]) answers.push((await signInBy(one)).status);

    expect(answers).toEqual([200, 200, 200, 200]);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added", "passkey_added"]);
  });

  const lies: Record<string, Circumstances> = {
    "another origin": { origin: "https://evil.example" },
    "another scheme of the origin": { origin: "https://localhost:8787" },
    "another domain": { rpId: "evil.example" },
    "another ceremony": { type: "webauthn.create" },
    "a frame of a foreign page": { crossOrigin: true },
    "nobody present": { isPresent: false },
    "another user": { userHandle: Buffer.from("user_01h455vb4pex5vsknk084sn02q").toString("base64url") },
  };
  test.for(Object.entries(lies))("is refused for %s", async ([, lie], { expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);

    const response = await signInBy(authenticator, lie);

    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("INVALID_CREDENTIALS");
    expect(await listPasskeys(person)).toMatchObject([{ lastUsedAt: null }]);
  });

  test("is refused alike for a passkey that nobody has, and for one that was removed", async ({ expect }) => {
    const person = await signUp();
    const { authenticator, passkey } = await givePasskey(person);
    await person.call("DELETE", `${passkeysPath}/${passkey.id}`);

    const answers = await Promise.all([
      signInBy(new Authenticator()),
      signInBy(new Authenticator(), { userHandle: null }),
      signInBy(authenticator),
    ]);

    const seen = await Promise.all(answers.map(async (one) => one.json<Record<string, unknown>>()));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(seen.map(({ requestId: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
  });

  test("is refused where the key or the signature is another's", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const stranger = new Authenticator();
    const id = authenticator.credentialId.toString("base64url");
    const [one, other] = [await askToSignIn(), await askToSignIn()];
    const signed = authenticator.sign(other.options);

    const answers = await Promise.all([
      verifySignIn({ challengeId: one.challengeId, response: { ...stranger.sign(one.options), id, rawId: id } }),
      verifySignIn({
        challengeId: other.challengeId,
        response: { ...signed, response: { ...signed.response, signature: Buffer.alloc(70, 7).toString("base64url") } },
      }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("takes the answer to a challenge once: of ten at the same moment one", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const { challengeId, options } = await askToSignIn();
    const response = authenticator.sign(options);

    const answers = await Promise.all(Array.from({ length: 10 }, () => verifySignIn({ challengeId, response })));
    const replayed = await verifySignIn({ challengeId, response });

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array(9).fill(401)]);
    expect(replayed.status).toBe(401);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added"]);
  });

  test("uses a challenge up by a wrong answer", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const { challengeId, options } = await askToSignIn();

    const wrong = await verifySignIn({ challengeId, response: authenticator.sign(options, { rpId: "x" }) });
    const right = await verifySignIn({ challengeId, response: authenticator.sign(options) });

    expect([wrong.status, right.status]).toEqual([401, 401]);
  });

  test("is refused for a challenge of six minutes ago", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const { challengeId, options } = await askToSignIn();
    const response = authenticator.sign(options);
    vi.setSystemTime(Date.now() + 6 * 60 * 1000);

    const answer = await verifySignIn({ challengeId, response });

    expect(answer.status).toBe(401);
  });

  test("is refused for another challenge than the one that was signed, and for one of registration", async ({
    expect,
  }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const [one, other, adding] = [await askToSignIn(), await askToSignIn(), await askToRegister(person)];

    const answers = await Promise.all([
      verifySignIn({ challengeId: one.challengeId, response: authenticator.sign(other.options) }),
      verifySignIn({
        challengeId: adding.challengeId,
        response: authenticator.sign({ challenge: adding.options.challenge, rpId: "localhost" }),
      }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("is refused to a copy, whose count falls behind, and its owner is told", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    await signInBy(authenticator, { signCount: 10 });

    const answers = [
      await signInBy(authenticator, { signCount: 9 }),
      await signInBy(authenticator, { signCount: 10 }),
      await signInBy(authenticator, { signCount: 0 }),
    ];
    const original = await signInBy(authenticator, { signCount: 11 });

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(original.status).toBe(200);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added", ...Array(3).fill("passkey_cloned")]);
  });

  test("does not alarm its owner by a count that the key has not signed", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    await signInBy(authenticator, { signCount: 10 });
    const { challengeId, options } = await askToSignIn();
    const signed = authenticator.sign(options, { signCount: 1 });
    const response = { ...signed, response: { ...signed.response, signature: Buffer.alloc(70).toString("base64url") } };

    const answer = await verifySignIn({ challengeId, response });

    expect(answer.status).toBe(401);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added"]);
  });

  test("is in the account's own audit log, with what was refused", async ({ expect }) => {
    const person = await signUp();
    const { authenticator, passkey } = await givePasskey(person);
    await signInBy(authenticator, { origin: "https://evil.example" });
    await signInBy(authenticator);
    await person.call("DELETE", `${passkeysPath}/${passkey.id}`);

    const { results } = await env.DB.prepare(
      "SELECT action, result FROM audit_entries WHERE user_id = ? AND action LIKE '%passkey%' ORDER BY id",
    )
      .bind(person.id)
      .all();

    expect(results).toEqual([
      { action: "passkey.add", result: "ok" },
      { action: "auth.passkey", result: "INVALID_CREDENTIALS" },
      { action: "auth.passkey", result: "ok" },
      { action: "passkey.remove", result: "ok" },
    ]);
  });

  test("refuses what is malformed, and never fails at it", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const malformed: [number, Record<string, unknown>][] = [
      [401, { clientDataJSON: encode("not json") }],
      [401, { clientDataJSON: encode("null") }],
      [401, { clientDataJSON: encode("[]") }],
      [401, { authenticatorData: encode("short") }],
      [401, { authenticatorData: Buffer.alloc(4_000, 0xff).toString("base64url") }],
      [401, { signature: encode("x") }],
      [422, { signature: "" }],
      [422, { signature: undefined }],
      [422, { authenticatorData: 7 }],
      [422, { clientDataJSON: "no base64url!" }],
      [422, { userHandle: {} }],
    ];

    const answers: number[] = [];
    for (const [, inner] of malformed) {
      const { challengeId, options } = await askToSignIn();
      const signed = authenticator.sign(options);
      const response = { ...signed, response: { ...signed.response, ...inner } };
      answers.push((await verifySignIn({ challengeId, response })).status);
    }

    expect(answers).toEqual(malformed.map(([status]) => status));
  });

  test("accepts what browsers add to the standard, and nothing beside it", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const [one, other] = [await askToSignIn(), await askToSignIn()];

    const added = await verifySignIn({
      challengeId: one.challengeId,
      response: { ...authenticator.sign(one.options), somethingNew: { of: 2030 } },
    });
    const beside = await verifySignIn({
      challengeId: other.challengeId,
      response: authenticator.sign(other.options),
      userId: person.id,
    });

    expect([added.status, beside.status]).toEqual([200, 422]);
  });
});
