import { test } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { codeIn, mailTo, password, type Person, signIn, signUp } from "../../support/people.ts";
import { enrol, proveFactor, signInHalf, signUpWithTwoFactor, stepUp } from "../../support/two-factor.ts";

const logout = (person: Person) => person.call("POST", "/api/v1/auth/logout");

/** A wrong password often enough, and a country of its own, to be asked for more than the password. */
async function doubtfulSignIn(person: Person, from: string): Promise<Response> {
  const headers = { "cf-ipcountry": "NZ" };
  const attempt = (secret: string) =>
    call("POST", "/api/v1/auth/login", {
      json: { email: person.email, password: secret, tokenTransport: "body" },
      headers,
      from,
    });
  for (let at = 0; at < 3; at += 1) await attempt(`wrong ${at}`);
  return attempt(password);
}

test("signing out twice at once is fine both times", async ({ expect }) => {
  const person = await signUp();

  const answers = await Promise.all([logout(person), logout(person)]);

  for (const { status } of answers) expect([204, 401]).toContain(status);
});

test("a device remembered before the second factor was there does not stand for it", async ({ expect }) => {
  const owner = await signUp();
  await signIn(owner.email, { headers: { "cf-ipcountry": "KW" } });
  const doubtful = await doubtfulSignIn(owner, newAddress());
  const { challengeToken, methods } = await doubtful.json<{ challengeToken: string; methods: string[] }>();
  await call("POST", "/api/v1/auth/mfa/send", { json: { challengeToken, method: "email" }, from: newAddress() });
  const code = codeIn(await mailTo(owner.email, "security_code"));
  const intruder = await proveFactor({ challengeToken, method: "email", code, rememberDevice: true });
  const { deviceToken } = await intruder.json<{ deviceToken: string }>();
  await enrol(owner);

  const next = await signInHalf(owner.email, { deviceToken });

  expect(methods).toEqual(["email"]);
  expect(intruder.status).toBe(200);
  expect(await next.json()).toMatchObject({ mfaRequired: true });
});

test("a challenge of before the second factor was there is void", async ({ expect }) => {
  const owner = await signUp();
  await signIn(owner.email, { headers: { "cf-ipcountry": "KW" } });
  const doubtful = await doubtfulSignIn(owner, newAddress());
  const { challengeToken } = await doubtful.json<{ challengeToken: string }>();
  await enrol(owner);

  const answer = await proveFactor({ challengeToken, method: "email", code: "123456" });

  expect(await answer.json()).toMatchObject({ code: "CHALLENGE_EXPIRED" });
});

test("why a sign-in was doubted is in the owner's security log", async ({ expect }) => {
  const owner = await signUp();
  await signIn(owner.email, { headers: { "cf-ipcountry": "KW" } });
  await doubtfulSignIn(owner, newAddress());

  const { items } = await (
    await owner.call("GET", "/api/v1/me/security-events")
  ).json<{ items: { action: string; result: string; details: Record<string, string> }[] }>();

  const [latest, ...earlier] = items.filter(({ action }) => action === "auth.login");
  expect(latest).toMatchObject({ result: "ok", details: { outcome: "challenge", decision: "second_factor" } });
  expect(latest?.details["signals"]).toContain("failure_burst");
  expect(earlier.filter(({ result }) => result === "INVALID_CREDENTIALS")).toHaveLength(3);
});

test("a device token that we did not sign is that of no device", async ({ expect }) => {
  const person = await signUpWithTwoFactor();
  const first = await signInHalf(person.email);
  const { challengeToken } = await first.json<{ challengeToken: string }>();
  const signedIn = await proveFactor({
    challengeToken,
    method: "backup_code",
    code: person.backupCodes[0],
    rememberDevice: true,
  });
  const { deviceToken } = await signedIn.json<{ deviceToken: string }>();

  const answers = await Promise.all(
    [deviceToken, `${deviceToken}x`, `${person.id}.x`].map((token) => signInHalf(person.email, { deviceToken: token })),
  );

  const asked = await Promise.all(
    answers.map(async (answer) => "mfaRequired" in (await answer.json<Record<string, unknown>>())),
  );
  expect(asked).toEqual([false, true, true]);
});

test("setting up once more says that it is on, whatever the token", async ({ expect }) => {
  const before = await signUp();
  const { app } = await enrol(before);

  const answers = [
    await before.call("POST", "/api/v1/2fa/setup"),
    await before.call("POST", "/api/v1/2fa/verify", { json: { code: app.code() } }),
  ];

  expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
    { status: 409, code: "MFA_ALREADY_ENABLED" },
    { status: 409, code: "MFA_ALREADY_ENABLED" },
  ]);
});

test("stepping up takes the password in each of its forms", async ({ expect }) => {
  const person = await signUp();

  const answers = await Promise.all(
    [{ password }, { method: "password", password }, { method: "password", code: password }].map((json) =>
      stepUp(person, json),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});
