import { describe, test } from "vitest";
import { ConfigError, parseConfig } from "../../../src/platform/config/config.ts";
import { newIsolate } from "../../support/isolate.ts";

const good = "k1:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX";
const production = {
  ENVIRONMENT: "production",
  PUBLIC_URL: "https://atrium.example",
  SECRET_KEYS: good,
  EMAIL_PROVIDERS: "smtp",
  SMTP_URL: "smtps://user:pass@mail.example",
};

function refusal(env: object): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

const keyOf = (number: number) => `k${number}:${good.slice(3, -1)}${number}`;

describe("the secret keys", () => {
  test.for<[string, Record<string, string>, string[]]>([
    ["one setting", { SECRET_KEYS: `${keyOf(2)},${keyOf(1)}` }, ["k2", "k1"]],
    [
      "what rotations added",
      { SECRET_KEYS: keyOf(1), SECRET_KEYS_2: keyOf(2), SECRET_KEYS_10: keyOf(3) },
      ["k3", "k2", "k1"],
    ],
    ["a rotation whose first key was dropped", { SECRET_KEYS_3: keyOf(3), SECRET_KEYS_2: keyOf(2) }, ["k3", "k2"]],
    ["a rotation under way", { SECRET_KEYS: keyOf(1), SECRET_KEYS_NEXT: keyOf(2) }, ["k1", "k2"]],
    [
      "one that was cut off",
      { SECRET_KEYS_2: keyOf(2), SECRET_KEYS: keyOf(1), SECRET_KEYS_NEXT: keyOf(2) },
      ["k2", "k1"],
    ],
    [
      "names that are none",
      { SECRET_KEYS: keyOf(1), SECRET_KEYS_X: keyOf(2), SECRET_KEYS_1: keyOf(3), SECRET_KEYS_02: "x" },
      ["k1"],
    ],
  ])("come out of %s, the current one first", ([, env, ids], { expect }) => {
    expect(parseConfig({ ENVIRONMENT: "development", ...env }).SECRET_KEYS.map(({ id }) => id)).toEqual(ids);
  });

  test("are refused where a rotation added a weak one", ({ expect }) => {
    const message = refusal({ ENVIRONMENT: "development", SECRET_KEYS: good, SECRET_KEYS_2: "k2:short" });

    expect(message).toContain("SECRET_KEYS must be");
  });
});

describe("the configuration", () => {
  test("has a default for everything but the secret", ({ expect }) => {
    const config = parseConfig({ ENVIRONMENT: "development", SECRET_KEYS: good });

    expect(config).toMatchObject({
      PUBLIC_URL: "http://localhost:8787",
      ALLOWED_ORIGINS: [],
      SESSION_HOURS: 24,
      PASSWORD_MIN_LENGTH: 15,
      EMAIL_PROVIDERS: ["outbox"],
      LIMIT_LOGIN: { count: 30, windowSeconds: 60 },
    });
  });

  test("says which secret is missing and how to make one", ({ expect }) => {
    const message = refusal({ ENVIRONMENT: "development" });

    expect(message).toContain("SECRET_KEYS is missing");
    expect(message).toContain("randomBytes(32)");
  });

  test.for([
    ["empty", ""],
    ["short", "k1:c2hvcnQ"],
    ["without an id", "q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX"],
    ["of one letter", `k1:${"A".repeat(43)}`],
    ["of a few letters", `k1:${"abcdefg".repeat(7).slice(0, 43)}`],
    ["with an id in capitals", good.replace("k1", "K1")],
    ["with two keys of one id", `${good},${good}`],
    ["with a good key and a weak one", `${good},k2:short`],
  ] as const)("refuses a secret that is %s, and does not repeat it", ([, secret], { expect }) => {
    const message = refusal({ ENVIRONMENT: "development", SECRET_KEYS: secret });

    expect(message).toContain("SECRET_KEYS");
    expect(message).toContain("make one with");
    const value = secret.split(":").at(-1) ?? "";
    if (value !== "") expect(message).not.toContain(value);
  });

  test("names everything that is wrong at once", ({ expect }) => {
    const message = refusal({
      SECRET_KEYS: good,
      PUBLIC_URL: "nonsense",
      SESSION_HOURS: "73",
      LIMIT_LOGIN: "many",
      EMAIL_PROVIDERS: "pigeon",
      ADMIN_EMAIL: "nobody",
      LOG_LEVEL: "loud",
    });

    for (const name of ["PUBLIC_URL", "SESSION_HOURS", "LIMIT_LOGIN", "EMAIL_PROVIDERS", "ADMIN_EMAIL", "LOG_LEVEL"]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain("make one with");
  });

  test("is production unless it says otherwise", ({ expect }) => {
    expect(refusal({ SECRET_KEYS: good })).toMatch(/refused in production/);
  });

  test.for([
    ["development keys", { SECRET_KEYS: good.replace("k1", "dev-1") }, "SECRET_KEYS holds a development key"],
    ["a development key behind a good one", { SECRET_KEYS: `${good},dev-2:${good.slice(3)}` }, "development key"],
    ["an address without TLS", { PUBLIC_URL: "http://atrium.example" }, "PUBLIC_URL must be https"],
    ["an outbox", { EMAIL_PROVIDERS: "outbox" }, "EMAIL_PROVIDERS names outbox"],
    ["an outbox to fall back on", { EMAIL_PROVIDERS: "smtp outbox" }, "EMAIL_PROVIDERS names outbox"],
    ["no SMTP server", { SMTP_URL: "" }, "SMTP_URL is missing"],
    ["SendGrid without a key", { EMAIL_PROVIDERS: "smtp sendgrid" }, "SENDGRID_API_KEY is missing"],
    ["SES without keys", { EMAIL_PROVIDERS: "ses" }, "SES_SECRET_ACCESS_KEY is missing: EMAIL_PROVIDERS names ses"],
    ["no mail provider", { EMAIL_PROVIDERS: " " }, "EMAIL_PROVIDERS must name a provider"],
    ["Twilio without a token", { SMS_PROVIDERS: "twilio" }, "TWILIO_AUTH_TOKEN is missing: SMS_PROVIDERS names twilio"],
    ["WhatsApp from nobody", { WHATSAPP_PROVIDERS: "twilio" }, "TWILIO_WHATSAPP_FROM is missing"],
    ["an outbox of text messages", { SMS_PROVIDERS: "outbox" }, "SMS_PROVIDERS names outbox"],
    ["web push without keys", { PUSH_PROVIDERS: "webpush" }, "VAPID_PRIVATE_KEY is missing"],
    ["half a pair of keys", { VAPID_PRIVATE_KEY: "A".repeat(43) }, "are a pair"],
    [
      "keys of web push that are no pair",
      { VAPID_PRIVATE_KEY: "B".repeat(43), VAPID_PUBLIC_KEY: `B${"A".repeat(86)}` },
      "VAPID_PUBLIC_KEY is not that of VAPID_PRIVATE_KEY",
    ],
    ["a key of web push that is none", { VAPID_PUBLIC_KEY: "short" }, "VAPID_PUBLIC_KEY must be a point of P-256"],
  ] as const)("of production refuses %s", ([, wrong, message], { expect }) => {
    expect(refusal({ ...production, ...wrong })).toContain(message);
  });

  test("of production that is right is taken", ({ expect }) => {
    expect(parseConfig(production)).toMatchObject({ ENVIRONMENT: "production", PUBLIC_URL: "https://atrium.example" });
  });

  test("takes an origin for what it is, and several of them", ({ expect }) => {
    const config = parseConfig({
      ENVIRONMENT: "development",
      SECRET_KEYS: good,
      PUBLIC_URL: "https://Atrium.example/path/",
      ALLOWED_ORIGINS: "https://a.example, https://b.example:8443/ http://c.example",
    });

    expect(config.PUBLIC_URL).toBe("https://atrium.example");
    expect(config.ALLOWED_ORIGINS).toEqual(["https://a.example", "https://b.example:8443", "http://c.example"]);
  });
});

describe("production", () => {
  const isolate = newIsolate(production);

  test.for([
    ["GET", "/dev/outbox"],
    ["POST", "/dev/seed"],
    ["POST", "/dev/seed/world"],
    ["POST", "/dev/seed/load"],
    ["GET", "/dev/emails"],
    ["GET", "/dev/emails/verification"],
  ] as const)("has nothing behind %s %s", async ([method, path], { expect }) => {
    const response = await isolate.call(method, path);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
  });
});
