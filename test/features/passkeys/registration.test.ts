import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { attestationOf, Authenticator, type Circumstances } from "../../support/authenticator.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import {
  askToRegister,
  givePasskey,
  listPasskeys,
  passkeyNoticesTo,
  register,
  type RegistrationOffer,
  verifyRegistration,
} from "../../support/passkeys.ts";
import { password, type Person, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

const encode = (text: string) => Buffer.from(text).toString("base64url");

/** The same response with other contents of its inner part. */
function altered(offer: RegistrationOffer, inner: Record<string, unknown>) {
  const response = new Authenticator().register(offer.options);
  return { ...response, response: { ...response.response, ...inner } };
}

async function expectNothingAdded(person: Person, expect: { (value: unknown): { toEqual(other: unknown): void } }) {
  expect([await listPasskeys(person), await passkeyNoticesTo(person)]).toEqual([[], []]);
}

describe("adding a passkey", () => {
  test("asks for one that needs no username, of the domain of the service, bound to the user", async ({ expect }) => {
    const person = await signUp();

    const { challengeId, options } = await askToRegister(person);

    expect(challengeId).toMatch(/^chal_/);
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Atrium" },
      user: { id: Buffer.from(person.id).toString("base64url"), name: person.email },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      excludeCredentials: [],
    });
    expect(options.challenge).toMatch(/^[\w-]{43}$/);
  });

  test("gives the passkey, lists it, tells its owner and names it by the device", async ({ expect }) => {
    const person = await signUp();
    const userAgent =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
    const { challengeId, options } = await askToRegister(person);

    const response = await person.call("POST", "/api/v1/auth/passkeys/register/verify", {
      json: { challengeId, response: new Authenticator().register(options) },
      headers: { "user-agent": userAgent },
    });

    expect(response.status).toBe(201);
    const passkey = await response.json<{ id: string }>();
    expect(passkey).toEqual({
      id: expect.stringMatching(/^pkey_/),
      name: "Chrome on Linux",
      backedUp: false,
      createdAt: expect.stringMatching(/^20.*Z$/),
      lastUsedAt: null,
    });
    expect(await listPasskeys(person)).toEqual([passkey]);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added"]);
  });

  test("takes a name, and a synchronised one says so", async ({ expect }) => {
    const person = await signUp();
    const { challengeId, options } = await askToRegister(person);
    const response = new Authenticator(undefined, { counts: false }).register(options);

    const answer = await verifyRegistration(person, { challengeId, response, name: "My phone" });

    expect(await answer.json()).toMatchObject({ name: "My phone", backedUp: true });
  });

  test("does not offer an authenticator that the user has already registered", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);

    const { options } = await askToRegister(person);

    expect(options.excludeCredentials).toEqual([
      { id: authenticator.credentialId.toString("base64url"), type: "public-key", transports: ["internal"] },
    ]);
  });

  test("needs no verification of the user, only their presence", async ({ expect }) => {
    const person = await signUp();

    const touched = await register(person, new Authenticator(), { isVerified: false });
    const untouched = await register(person, new Authenticator(), { isVerified: false, isPresent: false });

    expect([touched.status, untouched.status]).toEqual([201, 400]);
  });

  const lies: Record<string, Circumstances> = {
    "another origin": { origin: "https://evil.example" },
    "another port of the origin": { origin: "http://localhost:8788" },
    "another domain": { rpId: "evil.example" },
    "another ceremony": { type: "webauthn.get" },
    "a frame of a foreign page": { crossOrigin: true },
  };
  test.for(Object.entries(lies))("refuses one made for %s", async ([, lie], { expect }) => {
    const person = await signUp();

    const response = await register(person, new Authenticator(), lie);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "TOKEN_INVALID" });
    await expectNothingAdded(person, expect);
  });

  test("takes the answer to a challenge once, right or wrong", async ({ expect }) => {
    const person = await signUp();
    const { challengeId, options } = await askToRegister(person);
    const wrong = new Authenticator().register(options, { origin: "https://evil.example" });
    const right = new Authenticator().register(options);
    const answered = await askToRegister(person);
    await verifyRegistration(person, {
      ...answered,
      options: undefined,
      response: new Authenticator().register(answered.options),
    });

    const first = await verifyRegistration(person, { challengeId, response: wrong });
    const second = await verifyRegistration(person, { challengeId, response: right });
    const again = await verifyRegistration(person, {
      challengeId: answered.challengeId,
      response: new Authenticator().register(answered.options),
    });

    expect([first.status, second.status, again.status]).toEqual([400, 400, 400]);
    expect((await listPasskeys(person)).length).toBe(1);
  });

  test("adds one of twenty that answer the same challenge at once", async ({ expect }) => {
    const person = await signUp();
    const { challengeId, options } = await askToRegister(person);
    const responses = Array.from({ length: 20 }, () => new Authenticator().register(options));

    const answers = await Promise.all(
      responses.map((response) => verifyRegistration(person, { challengeId, response })),
    );

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, ...Array(19).fill(400)]);
    expect((await listPasskeys(person)).length).toBe(1);
    expect(await passkeyNoticesTo(person)).toEqual(["passkey_added"]);
  });

  test("refuses the answer to a challenge of six minutes ago, and forgets it", async ({ expect }) => {
    const person = await signUp();
    const { challengeId, options } = await askToRegister(person);
    later(6 * 60 * 1000);

    const response = await verifyRegistration(person, { challengeId, response: new Authenticator().register(options) });
    await newIsolate().sweep();

    expect(response.status).toBe(400);
    await expectNothingAdded(person, expect);
    const kept = await env.DB.prepare("SELECT 1 FROM passkey_challenges WHERE id = ?").bind(challengeId).all();
    expect(kept.results).toEqual([]);
  });

  test("refuses the answer to somebody else's challenge, which stays theirs", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { challengeId, options } = await askToRegister(ada);
    const response = new Authenticator().register(options);

    const stolen = await verifyRegistration(eve, { challengeId, response });
    const own = await verifyRegistration(ada, { challengeId, response });

    expect([stolen.status, own.status]).toEqual([400, 201]);
    await expectNothingAdded(eve, expect);
  });

  test("refuses the answer to a challenge of signing in, and to one that never was", async ({ expect }) => {
    const person = await signUp();
    const asked = await call("POST", "/api/v1/auth/passkeys/login/options", { json: {} });
    const login = await asked.json<{ challengeId: string; options: { challenge: string } }>();
    const { options } = await askToRegister(person);

    const crossed = new Authenticator().register({ ...options, challenge: login.options.challenge });
    const answers = await Promise.all([
      verifyRegistration(person, { challengeId: login.challengeId, response: crossed }),
      verifyRegistration(person, {
        challengeId: "chal_01h455vb4pex5vsknk084sn02q",
        response: new Authenticator().register(options),
      }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("refuses a passkey that an account has, its own or another's, alike", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { authenticator } = await givePasskey(ada);

    const answers = await Promise.all([register(ada, authenticator), register(eve, authenticator)]);

    const seen = await Promise.all(answers.map(async (one) => one.json<{ code: string; detail: string }>()));
    expect(seen[0]).toMatchObject({ code: "CONFLICT", status: 409 });
    expect(seen[1]).toMatchObject({ code: "CONFLICT", detail: seen[0]?.detail });
    expect((await listPasskeys(ada)).length).toBe(1);
    await expectNothingAdded(eve, expect);
  });

  test("takes an attestation that the key gives itself, if it is right", async ({ expect }) => {
    const person = await signUp();

    const answers = [
      await register(person, new Authenticator(), { attests: "rightly" }),
      await register(person, new Authenticator(), { attests: "wrongly" }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 400]);
  });

  test("refuses an attestation with certificates, which nobody asked for, and reads none", async ({ expect }) => {
    const person = await signUp();
    const formats = ["packed", "fido-u2f", "android-key", "apple", "tpm", "android-safetynet", "unknown"];

    const answers = await Promise.all(
      formats.map(async (format) => {
        const offer = await askToRegister(person);
        const response = new Authenticator().register(offer.options);
        // {"x5c": [h'00']}
        const statement = Buffer.from("a163783563814100", "hex");
        const made = Buffer.from(response.response.attestationObject, "base64url");
        const authData = made.subarray(made.indexOf("authData") + 11);
        const attestationObject = attestationOf(format, statement, authData).toString("base64url");
        return verifyRegistration(person, {
          challengeId: offer.challengeId,
          response: { ...response, response: { ...response.response, attestationObject } },
        });
      }),
    );

    expect(answers.map(({ status }) => status)).toEqual(formats.map(() => 400));
  });

  test("refuses what is malformed, and never fails at it", async ({ expect }) => {
    const person = await signUp();
    const malformed: Record<string, unknown>[] = [
      { clientDataJSON: encode("not json") },
      { clientDataJSON: encode("null") },
      { clientDataJSON: encode("{}") },
      { attestationObject: encode("not cbor") },
      { attestationObject: Buffer.from("a0", "hex").toString("base64url") },
      { attestationObject: Buffer.from("00", "hex").toString("base64url") },
      { attestationObject: Buffer.from("9f".repeat(9_000), "hex").toString("base64url") },
      { attestationObject: attestationOf("none", Buffer.from("a0", "hex"), Buffer.alloc(37)).toString("base64url") },
      { attestationObject: attestationOf("none", Buffer.from("a0", "hex"), Buffer.alloc(8)).toString("base64url") },
    ];

    const answers: number[] = [];
    for (const inner of malformed) {
      const offer = await askToRegister(person);
      answers.push(
        (await verifyRegistration(person, { challengeId: offer.challengeId, response: altered(offer, inner) })).status,
      );
    }

    expect(answers).toEqual(malformed.map(() => 400));
    await expectNothingAdded(person, expect);
  });

  test("refuses what does not fit as a 422, and leaves the challenge be", async ({ expect }) => {
    const person = await signUp();
    const offer = await askToRegister(person);
    const { challengeId } = offer;
    const good = new Authenticator().register(offer.options);

    const answers = await Promise.all(
      [
        {},
        { challengeId },
        { challengeId, response: null },
        { challengeId, response: {} },
        { challengeId, response: "text" },
        { challengeId, response: { ...good, type: "password" } },
        { challengeId, response: { ...good, response: {} } },
        { challengeId, response: altered(offer, { attestationObject: "no+base64url/" }) },
        { challengeId, response: altered(offer, { attestationObject: "A".repeat(40_000) }) },
        { challengeId: "nonsense", response: good },
        { challengeId, response: good, name: "two\nlines" },
        { challengeId, response: good, name: "x".repeat(81) },
        { challengeId, response: good, extra: true },
      ].map((json) => verifyRegistration(person, json)),
    );
    const right = await verifyRegistration(person, { challengeId, response: good });

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
    expect(right.status).toBe(201);
  });

  test("refuses a response whose id is not that of the credential in it", async ({ expect }) => {
    const person = await signUp();
    const offer = await askToRegister(person);
    const response = { ...new Authenticator().register(offer.options), id: "AAAA", rawId: "AAAA" };

    const answer = await verifyRegistration(person, { challengeId: offer.challengeId, response });

    expect(answer.status).toBe(400);
  });

  test("needs a session, and one that has proved itself within five minutes", async ({ expect }) => {
    const person = await signUp();
    const nobody = await call("POST", "/api/v1/auth/passkeys/register/options");
    const nobodyVerifies = await call("POST", "/api/v1/auth/passkeys/register/verify", { json: {} });
    later(5 * 60 * 1000 + 1_000);

    const stale = await person.call("POST", "/api/v1/auth/passkeys/register/options");

    expect([nobody.status, nobodyVerifies.status, stale.status]).toEqual([401, 401, 403]);
    expect(await stale.json()).toMatchObject({ code: "STEP_UP_REQUIRED" });
  });

  test("stops at twenty for an account, also when many come at once", async ({ expect }) => {
    const person = await signUp();
    const offers = await Promise.all(Array.from({ length: 24 }, () => askToRegister(person)));

    const answers = await Promise.all(
      offers.map(({ challengeId, options }) =>
        verifyRegistration(person, { challengeId, response: new Authenticator().register(options) }),
      ),
    );
    const asked = await person.call("POST", "/api/v1/auth/passkeys/register/options");

    const counted = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(counted).toEqual([...Array(20).fill(201), ...Array(4).fill(409)]);
    expect((await listPasskeys(person)).length).toBe(20);
    expect((await passkeyNoticesTo(person)).length).toBe(20);
    expect(asked.status).toBe(409);
  });

  test("gives the same answer to the same request sent again, by its key", async ({ expect }) => {
    const person = await signUp();
    const { challengeId, options } = await askToRegister(person);
    const request = {
      json: { challengeId, response: new Authenticator().register(options) },
      headers: { "idempotency-key": "once" },
    };

    const first = await person.call("POST", "/api/v1/auth/passkeys/register/verify", request);
    const again = await person.call("POST", "/api/v1/auth/passkeys/register/verify", request);

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
  });

  test("leaves the password working", async ({ expect }) => {
    const person = await signUp();
    await givePasskey(person);

    const response = await call("POST", "/api/v1/auth/login", { json: { email: person.email, password } });

    expect(response.status).toBe(200);
  });
});
