import { createHmac } from "node:crypto";
import Argon2, { Argon2Type, Argon2Version } from "@phi-ag/argon2";
import wasm from "@phi-ag/argon2/argon2.wasm";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { Keyring } from "../../../src/platform/crypto/keyring.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, password, register, signUp, tokenIn } from "../../support/people.ts";

const current = "dev-test:ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU";
const fresh = "k2:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX";

const hashOf = async (id: string) =>
  (await env.DB.prepare("SELECT password_hash AS hash FROM users WHERE id = ?").bind(id).first<{ hash: string }>())
    ?.hash ?? "";
const login = (email: string, isolate = newIsolate(), given = password) =>
  isolate.call("POST", "/api/v1/auth/login", {
    json: { email, password: given, tokenTransport: "body" },
    from: newAddress(),
  });

describe("a stored password", () => {
  test("is an argon2id hash as OWASP advises, with a salt of its own", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const hashes = await Promise.all([hashOf(ada.id), hashOf(grace.id)]);

    for (const hash of hashes) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1,keyid=dev-test\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test("is worthless without the service's key", async ({ expect }) => {
    const person = await signUp();
    const thief = newIsolate({ SECRET_KEYS: fresh.replace("k2", "dev-test") });

    const response = await login(person.email, thief);

    expect(response.status).toBe(401);
  });

  test("is hashed anew at the next login when the key has moved on, and only then", async ({ expect }) => {
    const person = await signUp();
    const rotated = newIsolate({ SECRET_KEYS: `${fresh},${current}` });
    const before = await hashOf(person.id);

    const wrong = await login(person.email, rotated, "a wrong passphrase");
    const afterWrong = await hashOf(person.id);
    const right = await login(person.email, rotated);
    const afterRight = await hashOf(person.id);
    await login(person.email, rotated);

    expect([wrong.status, afterWrong]).toEqual([401, before]);
    expect(right.status).toBe(200);
    expect(afterRight).toContain(",keyid=k2$");
    expect(await hashOf(person.id)).toBe(afterRight);
  });

  test("of an older setting works, and is renewed at login", async ({ expect }) => {
    const person = await signUp();
    const { key } = new Keyring([{ id: "dev-test", secret: current.slice("dev-test:".length) }]).pepper() ?? {};
    const peppered = createHmac("sha256", key ?? "")
      .update(password)
      .digest("base64");
    const { encoded } = new Argon2(new WebAssembly.Instance(wasm)).hash(peppered, {
      memoryCost: 8_192,
      timeCost: 1,
      parallelism: 1,
      hashLength: 32,
      salt: crypto.getRandomValues(new Uint8Array(16)),
      type: Argon2Type.Argon2id,
      version: Argon2Version.Version13,
    });
    const old = encoded.replace("p=1$", "p=1,keyid=dev-test$");
    await env.DB.prepare("UPDATE users SET password_hash = ? WHERE id = ?").bind(old, person.id).run();

    const response = await login(person.email);

    expect(response.status).toBe(200);
    expect(await hashOf(person.id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1,/);
  });
});

describe("when the key ring rotates", () => {
  const rotated = newIsolate({ SECRET_KEYS: `${fresh},${current}` });

  test("everything that was given out before still works", async ({ expect }) => {
    const person = await signUp();
    const waiting = await register();
    const mail = await mailTo(waiting.email, "verification");

    const me = await rotated.call("GET", "/api/v1/me", { token: person.token });
    const refreshed = await rotated.call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });
    const code = /Your code: (\d{6})/.exec(mail.text)?.[1];
    const verified = await rotated.call("POST", "/api/v1/auth/verify-email", {
      json: { email: waiting.email, code },
      from: newAddress(),
    });

    expect([me.status, refreshed.status, verified.status]).toEqual([200, 200, 200]);
    const { refreshToken } = await refreshed.json<{ refreshToken: string }>();
    expect(refreshToken).toContain(".k2.");
  });

  test("what waits sealed under the old key is still sent", async ({ expect }) => {
    const lossy = newIsolate({ EMAIL_QUEUE: { send: async () => undefined } });
    const json = { email: `${crypto.randomUUID()}@example.com`, username: crypto.randomUUID().slice(0, 8), password };
    await lossy.call("POST", "/api/v1/auth/register", { json, from: newAddress() });

    await rotated.sweep();

    expect(tokenIn(await mailTo(json.email, "verification"))).not.toBe("");
  });

  test("what a lost key signed is refused, and breaks nothing", async ({ expect }) => {
    const person = await signUp();
    const without = newIsolate({ SECRET_KEYS: fresh });

    const refreshed = await without.call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });

    expect(refreshed.status).toBe(401);
  });
});

describe("the gate before the hash", () => {
  test("lets a flood through piece by piece, refuses what is too much, and other requests pass", async ({ expect }) => {
    const isolate = newIsolate();
    const attempts = Array.from({ length: 250 }, (_, at) => login(`nobody${at}@example.com`, isolate));
    const startedAt = performance.now();
    const health = await isolate.call("GET", "/health");
    const healthMs = performance.now() - startedAt;

    const answers = await Promise.all(attempts);

    const statuses = answers.map(({ status }) => status);
    expect(health.status).toBe(200);
    expect(healthMs).toBeLessThan(1_000);
    expect(statuses.filter((status) => status !== 401 && status !== 503)).toEqual([]);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    const refused = answers.find(({ status }) => status === 503);
    expect(await refused?.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await call("POST", "/api/v1/auth/login", { json: {}, from: newAddress() })).status).toBe(422);
  });
});
