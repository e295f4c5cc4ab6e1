import { createHmac } from "node:crypto";
import { env } from "cloudflare:workers";
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from "jose";
import { afterEach, describe, test, vi } from "vitest";
import { Keyring } from "../../../src/platform/crypto/keyring.ts";
import { call, newAddress, origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const me = (token: string) => call("GET", "/api/v1/me", { token });
const keySet = async () => (await call("GET", "/.well-known/jwks.json")).json<JSONWebKeySet>();
const withHeader = (authorization: string) => call("GET", "/api/v1/me", { headers: { authorization } });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The ids of the published keys, as who asks for the first time sees them. */
async function kids() {
  const response = await newIsolate().call("GET", "/.well-known/jwks.json");
  return (await response.json<JSONWebKeySet>()).keys.map(({ kid }) => kid);
}

/** Tokens that claim to be of a person, signed by somebody else or not at all. */
async function forgeries(person: Person): Promise<Record<string, string>> {
  const [head = "", body = "", signature = ""] = person.token.split(".");
  const header = decodeProtectedHeader(person.token);
  const claims = decodeJwt(person.token);
  const stranger = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const [published] = (await keySet()).keys;
  const publicKey = Buffer.from(published?.x ?? "", "base64url");
  const bySecret = (secret: string | Buffer) => {
    const signed = `${encode({ ...header, alg: "HS256" })}.${body}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
  const byStranger = (extra: object) =>
    new SignJWT(claims).setProtectedHeader({ ...header, alg: "EdDSA", ...extra }).sign(stranger.privateKey);
  const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  return {
    "other claims": `${head}.${encode({ ...claims, perms: ["ALL"] })}.${signature}`,
    "another user": `${head}.${encode({ ...claims, sub: "user_01h455vb4pex5vsknk084sn02q" })}.${signature}`,
    "another header": `${encode({ ...header, typ: "JWT" })}.${body}.${signature}`,
    "another signature": `${head}.${body}.${flipped}`,
    "no signature": `${head}.${body}.`,
    "two parts": `${head}.${body}`,
    "alg none": `${encode({ alg: "none", typ: "at+jwt" })}.${body}.`,
    "alg None": `${encode({ ...header, alg: "None" })}.${body}.`,
    "HS256 by the public key": bySecret(publicKey),
    "HS256 by the public key in base64url": bySecret(published?.x ?? ""),
    "HS256 by the key as JSON": bySecret(JSON.stringify(published)),
    "a stranger's key": await byStranger({}),
    "a stranger's key of an unknown id": await byStranger({ kid: "sig_unknown" }),
    "a stranger's key without an id": await byStranger({ kid: undefined }),
    "a stranger's key, brought along": await byStranger({ jwk: { kty: "OKP", crv: "Ed25519", x: published?.x } }),
    "a stranger's key at an address": await byStranger({ jku: "https://evil.example/jwks.json" }),
    "a critical header": `${encode({ ...header, crit: ["x"], x: 1 })}.${body}.${signature}`,
    "no token": "x",
    "three dots": "...",
    "a header that is no JSON": `e30x.${body}.${signature}`,
  };
}

/** A token signed by our own key, with other claims: what a leak of the key would allow, and nothing else. */
async function signedByUs(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const row = await env.DB.prepare("SELECT * FROM signing_keys ORDER BY active_from DESC").first<{
    id: string;
    public_key: string;
    sealed_private_key: string;
  }>();
  if (!row) throw new Error("no key yet");
  const keyring = new Keyring([{ id: "dev-test", secret: "ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU" }]);
  const d = keyring.open(`signing-key:${row.id}`, row.sealed_private_key);
  const { x } = JSON.parse(row.public_key) as { x: string };
  const key = await importJWK({ kty: "OKP", crv: "Ed25519", x, d, alg: "EdDSA" }, "EdDSA");
  return new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: row.id, ...header }).sign(key);
}

describe("an access token", () => {
  test("is what the contract says, and another library verifies it by the published keys", async ({ expect }) => {
    const person = await signUp();

    const { payload, protectedHeader } = await jwtVerify(person.token, createLocalJWKSet(await keySet()), {
      issuer: origin,
      audience: "atrium",
      algorithms: ["EdDSA"],
    });

    expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: expect.stringMatching(/^sig_/) });
    expect(payload).toEqual({
      iss: origin,
      aud: "atrium",
      sub: person.id,
      sid: person.sessionId,
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 600,
      auth_time: expect.any(Number),
      amr: ["otp"],
      perms: [],
    });
  });

  test("keeps the time of the sign-in when it is refreshed", async ({ expect }) => {
    const person = await signUp();
    vi.setSystemTime(Date.now() + 3600 * 1000);

    const response = await call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });

    const { accessToken } = await response.json<{ accessToken: string }>();
    expect(decodeJwt(accessToken)["auth_time"]).toBe(decodeJwt(person.token)["auth_time"]);
    expect(decodeJwt(accessToken)["sid"]).toBe(person.sessionId);
  });

  test("is refused in every forged form, on reads and on writes, and to an isolate that knows nothing", async ({
    expect,
  }) => {
    const person = await signUp();
    await me(person.token);

    for (const [name, token] of Object.entries(await forgeries(person))) {
      const read = await me(token);
      const write = await call("PATCH", "/api/v1/me", { token, json: { bio: name } });
      const elsewhere = await newIsolate().call("GET", "/api/v1/me", { token });
      expect([name, read.status, write.status, elsewhere.status]).toEqual([name, 401, 401, 401]);
      expect(await read.json()).toMatchObject({ code: "UNAUTHENTICATED" });
    }
    expect(await (await me(person.token)).json()).toMatchObject({ bio: "" });
  });

  test("of ours is refused when it says something else", async ({ expect }) => {
    const person = await signUp();
    const good = decodeJwt(person.token);
    const now = Math.floor(Date.now() / 1000);

    const wrong = {
      "another issuer": await signedByUs({ ...good, iss: "https://evil.example" }),
      "another audience": await signedByUs({ ...good, aud: "other" }),
      "no audience": await signedByUs({ ...good, aud: undefined }),
      "no end": await signedByUs({ ...good, exp: undefined }),
      "no session": await signedByUs({ ...good, sid: undefined }),
      "no user": await signedByUs({ ...good, sub: undefined }),
      "a user that is none": await signedByUs({ ...good, sub: "admin" }),
      "a session that is none": await signedByUs({ ...good, sid: "x" }),
      "another type": await signedByUs(good, { typ: "JWT" }),
      "no type": await signedByUs(good, { typ: undefined }),
      "a beginning in an hour": await signedByUs({ ...good, nbf: now + 3600 }),
    };

    for (const [name, token] of Object.entries(wrong)) expect([name, (await me(token)).status]).toEqual([name, 401]);
    expect((await me(await signedByUs(good))).status).toBe(200);
  });

  test("of ours for a session of somebody else is refused", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const token = await signedByUs({ ...decodeJwt(ada.token), sid: grace.sessionId });

    const response = await me(token);

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "SESSION_EXPIRED" });
  });

  test("says that it has expired after ten minutes, also where it was seen before", async ({ expect }) => {
    const person = await signUp();
    await me(person.token);
    vi.setSystemTime(Date.now() + 601_000);

    const answers = await Promise.all([
      me(person.token),
      newIsolate().call("GET", "/api/v1/me", { token: person.token }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(await answers[0].json()).toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(await answers[1].json()).toMatchObject({ code: "TOKEN_EXPIRED" });
  });

  test("of a forger that is past its time is not called expired", async ({ expect }) => {
    const person = await signUp();
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    const past = { ...decodeJwt(person.token), exp: 1 };
    const header = decodeProtectedHeader(person.token);
    const token = await new SignJWT(past).setProtectedHeader({ ...header, alg: "EdDSA" }).sign(privateKey);

    const response = await me(token);

    expect(await response.json()).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("is taken from the header as RFC 6750 writes it, and from nowhere else", async ({ expect }) => {
    const person = await signUp();

    const taken = await Promise.all([`Bearer ${person.token}`, `bearer ${person.token}`].map(withHeader));
    const refused = await Promise.all([
      ...[
        person.token,
        `Basic ${person.token}`,
        `Bearer  ${person.token}`,
        `Bearer ${person.token} x`,
        "Bearer",
        "Bearer ",
      ].map(withHeader),
      call("GET", `/api/v1/me?access_token=${person.token}`),
      call("GET", "/api/v1/me", { headers: { cookie: `access_token=${person.token}` } }),
      call("GET", "/api/v1/me", { headers: { "x-user-id": person.id, "x-session-id": person.sessionId } }),
    ]);

    expect(taken.map(({ status }) => status)).toEqual([200, 200]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
  });
});

describe("the signing keys", () => {
  const day = 24 * 3600 * 1000;

  test("are published without anything private, for a while to be kept", async ({ expect }) => {
    await signUp();

    const response = await call("GET", "/.well-known/jwks.json");

    const { keys } = await response.json<JSONWebKeySet>();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
    expect(response.headers.get("cache-control")).toBe("public, max-age=300");
  });

  test("are sealed in the database", async ({ expect }) => {
    await signUp();

    const row = await env.DB.prepare("SELECT * FROM signing_keys").first();

    expect(row?.["sealed_private_key"]).toMatch(/^dev-test\.[\w-]+\.[\w-]+$/);
  });

  test("rotate without signing anyone out", async ({ expect }) => {
    const before = await signUp();
    const old = decodeProtectedHeader(before.token).kid;

    vi.setSystemTime(Date.now() + 31 * day);
    const person = await signIn(before.email);
    await newIsolate().sweep();
    await newIsolate().sweep();

    expect(await kids()).toHaveLength(2);
    const stillOld = await newIsolate().call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });
    const { accessToken, refreshToken } = await stillOld.json<{ accessToken: string; refreshToken: string }>();
    expect(decodeProtectedHeader(accessToken).kid).toBe(old);

    vi.setSystemTime(Date.now() + 3600 * 1000 - 60_000);
    const signedLast = await signIn(before.email);
    vi.setSystemTime(Date.now() + 61_000);
    const isolate = newIsolate();
    const renewed = await isolate.call("POST", "/api/v1/auth/refresh", { json: { refreshToken }, from: newAddress() });

    const tokens = await renewed.json<{ accessToken: string }>();
    expect(decodeProtectedHeader(tokens.accessToken).kid).not.toBe(old);
    expect(await kids()).toContain(decodeProtectedHeader(tokens.accessToken).kid);
    const answers = await Promise.all(
      [signedLast.token, tokens.accessToken].map((token) => isolate.call("GET", "/api/v1/me", { token })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("that are long out of use go, and one is always left", async ({ expect }) => {
    const person = await signUp();

    for (let month = 0; month < 5; month += 1) {
      vi.setSystemTime(Date.now() + 31 * day);
      await newIsolate().sweep();
    }

    expect((await kids()).length).toBeLessThanOrEqual(4);
    const again = await signIn(person.email);
    expect((await me(again.token)).status).toBe(200);
  });

  test("do not go while their tokens live, even where nobody swept for long", async ({ expect }) => {
    const before = await signUp();
    vi.setSystemTime(Date.now() + 1_000 * day);
    const person = await signIn(before.email);

    await newIsolate().sweep();
    vi.setSystemTime(Date.now() + 10_000);

    const response = await newIsolate().call("GET", "/api/v1/me", { token: person.token });
    expect(response.status).toBe(200);
  });
});
