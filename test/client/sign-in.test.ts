import { expect, test } from "vitest";
import { problem, ScriptedServer, tokenOf } from "./scripted-server.ts";

const login = "POST /api/v1/auth/login";
const stepUp = "POST /api/v1/auth/step-up";
const status = "GET /api/v1/2fa/status";

const credentials = { email: "ada@example.com", password: "a long enough password" };
const challenge = { mfaRequired: true, challengeToken: "half way", methods: ["totp", "backup_code"] };

/** What a server says to who is in. */
function signedIn(accessToken: string, more: object = {}) {
  return { status: 200, body: { user: { username: "ada" }, session: {}, accessToken, expiresIn: 600, ...more } };
}

test("a challenge is told, and nobody is signed in by it", async () => {
  const server = new ScriptedServer();
  const client = server.client({ tokenTransport: "body" });
  server.answers[login] = { status: 200, body: challenge };

  const { data } = await client.auth.login(credentials);
  const { error } = await client.me.get();

  expect(data).toEqual(challenge);
  expect(error?.code).toBe("UNAUTHENTICATED");
  expect(server.requests).toEqual([login]);
});

test("a sign-in without a second factor says that none is required", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  server.answers[login] = signedIn("fresh");

  const { data } = await client.auth.login(credentials);

  expect(data).toMatchObject({ mfaRequired: false, user: { username: "ada" } });
});

test("a factor that answers the challenge signs in, and calls bear its token", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  server.answers["POST /api/v1/auth/mfa/verify"] = signedIn("by factor");

  await client.auth.proveFactor({ challengeToken: "half way", method: "totp", code: "123456" });
  await client.twoFactor.status();

  expect(server.tokensOf(status)).toEqual(["by factor"]);
});

test("a backup code does the same, and may set cookies", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  server.answers["POST /api/v1/2fa/backup-code"] = signedIn("by backup code");

  await client.auth.useBackupCode({ challengeToken: "half way", code: "abcde-fghij" });
  await client.twoFactor.status();

  expect(server.tokensOf(status)).toEqual(["by backup code"]);
  expect(server.calls.map(({ credentials: mode }) => mode)).toEqual(["include", "omit"]);
});

test("the token of a step-up takes the place of the old one", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  server.answers[login] = signedIn(tokenOf("user_1", "sess_1", "old"));
  server.answers[stepUp] = { status: 200, body: { accessToken: tokenOf("user_1", "sess_1", "fresh"), expiresIn: 600 } };
  await client.auth.login(credentials);

  await client.auth.stepUp({ method: "totp", code: "123456" });
  await client.twoFactor.status();

  expect(server.tokensOf(status)).toEqual([tokenOf("user_1", "sess_1", "fresh")]);
});

test("a step-up that ends after somebody else has signed in changes nothing for them", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  server.answers[login] = signedIn(tokenOf("user_1", "sess_1", "old"));
  await client.auth.login(credentials);
  server.answers[login] = signedIn(tokenOf("user_2", "sess_2", "other"));
  const { promise: held, resolve: answer } = Promise.withResolvers<void>();
  server.answers[stepUp] = async () => {
    await held;
    return { status: 200, body: { accessToken: tokenOf("user_1", "sess_1", "fresh"), expiresIn: 600 } };
  };

  const proof = client.auth.stepUp({ password: credentials.password });
  await client.auth.login(credentials);
  answer();
  await proof;
  await client.twoFactor.status();

  expect(server.tokensOf(status)).toEqual([tokenOf("user_2", "sess_2", "other")]);
});

test("a refusal tells by which methods to step up, and when to come back", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  const refusal = problem(403, "STEP_UP_REQUIRED");
  server.answers["POST /api/v1/2fa/disable"] = { ...refusal, body: { ...refusal.body, methods: ["totp", "passkey"] } };
  server.answers[login] = { ...problem(423, "ACCOUNT_LOCKED"), headers: { "retry-after": "840" } };

  const refused = await client.twoFactor.disable();
  const locked = await client.auth.login(credentials);

  expect(refused.error).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["totp", "passkey"] });
  expect(locked.error).toMatchObject({ code: "ACCOUNT_LOCKED", retryAfterSeconds: 840 });
});

test("without cookies the device token is handed out to be stored, and sent at the next sign-in", async () => {
  const server = new ScriptedServer();
  const stored: string[] = [];
  const client = server.client({ tokenTransport: "body", onDeviceToken: (token) => stored.push(token) });
  server.answers[login] = signedIn("fresh", { refreshToken: "refresh", deviceToken: "this device" });

  await client.auth.login(credentials);
  await client.auth.login(credentials);

  expect(stored).toEqual(["this device", "this device"]);
  expect(server.calls.map(({ body }) => body)).toEqual([
    { ...credentials, tokenTransport: "body" },
    { ...credentials, tokenTransport: "body", deviceToken: "this device" },
  ]);
});

test("signing out everywhere ends the session here, as asked for", async () => {
  const server = new ScriptedServer();
  const reasons: string[] = [];
  const client = server.client({ onSignedOut: (reason) => reasons.push(reason) });
  server.answers["POST /api/v1/sessions/force-logout"] = { status: 200, body: { ended: 2 } };

  const { data } = await client.sessions.forceLogout();

  expect(data).toEqual({ ended: 2 });
  expect(reasons).toEqual(["signed-out"]);
});
