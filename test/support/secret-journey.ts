import { Authenticator } from "./authenticator.ts";
import { call } from "./http.ts";
import { failingDatabase, newIsolate } from "./isolate.ts";
import { ObservedIsolate } from "./observed-isolate.ts";
import { newName } from "./people.ts";
import { Browser, newAccount, providerBindings } from "./provider-visits.ts";
import { passSteps, TotpApp } from "./two-factor.ts";
import { vi } from "vitest";

type Answer = Record<string, unknown> & {
  accessToken: string;
  refreshToken: string;
  deviceToken: string;
  challengeToken: string;
  backupCodes: string[];
  secret: string;
};

const newPassword = () => `a canary that sings ${crypto.randomUUID()}`;

/** Somebody who does all there is to do with secrets; each that they meet is noted. */
export class Traveller {
  readonly world = new ObservedIsolate(providerBindings);
  readonly username = newName();
  email = `${this.username}@example.com`;
  password = newPassword();
  token = "";
  deviceToken = "";
  refreshToken = "";

  /** Posts, signed in where they are, and notes every secret that comes back. */
  async post(path: string, json: object = {}, method = "POST"): Promise<Answer> {
    const signedIn = this.token === "" ? {} : { token: this.token };
    const response = await this.world.call(method, `/api/v1${path}`, { json, ...signedIn });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} is a ${response.status}: ${text}`);
    const answer = (text === "" ? {} : JSON.parse(text)) as Answer;
    const { accessToken, refreshToken, deviceToken, challengeToken, backupCodes, secret } = answer;
    this.world.keep({ accessToken, refreshToken, deviceToken, challengeToken, backupCodes, secret });
    this.token = accessToken ?? this.token;
    this.refreshToken = refreshToken ?? this.refreshToken;
    this.deviceToken = deviceToken ?? this.deviceToken;
    return answer;
  }

  /** Posts what is refused. */
  async fail(path: string, json: object): Promise<void> {
    const { status } = await this.world.call("POST", `/api/v1${path}`, { json });
    if (status < 400) throw new Error(`${path} is a ${status}`);
  }

  signIn(password = this.password): Promise<Answer> {
    return this.post("/auth/login", { email: this.email, password, tokenTransport: "body" });
  }

  prove(challengeToken: string, method: string, code: string): Promise<Answer> {
    return this.post("/auth/mfa/verify", { challengeToken, method, code, tokenTransport: "body" });
  }

  setPassword(): string {
    this.password = newPassword();
    this.world.keep({ password: this.password });
    return this.password;
  }
}

async function register(traveller: Traveller): Promise<void> {
  const { world, email, username, password } = traveller;
  world.keep({ password });
  const options = { json: { email, username, password }, headers: { "idempotency-key": "canary" } };
  await world.call("POST", "/api/v1/auth/register", options);
  await world.call("POST", "/api/v1/auth/register", options);
  await world.readMail(email, "verification");
  vi.setSystemTime(Date.now() + 1_000);
  await traveller.post("/auth/verify-email/resend", { email });
  const { token } = await world.readMail(email, "verification");
  await traveller.post("/auth/verify-email", { token, tokenTransport: "body" });
}

async function mistype(traveller: Traveller): Promise<void> {
  const { world, email, password } = traveller;
  const wrong = newPassword();
  world.keep({ wrong });
  await traveller.fail("/auth/login", { email, password: wrong });
  await traveller.fail("/auth/login", { email: wrong, password });
  await traveller.fail("/auth/login", { email, passwort: wrong });
  await traveller.fail(`/auth/login?password=${encodeURIComponent(password)}`, { email, password });
  await traveller.fail("/auth/password/reset", { token: "x", password: wrong });
  await traveller.post("/auth/password/strength", { password: wrong, userInputs: [wrong] });
  await world.call("GET", `/api/v1/${traveller.token}`);
  await world.call("POST", "/api/v1/auth/login", {
    body: `{"password":"${wrong}`,
    headers: { "content-type": "application/json" },
  });
}

async function useTwoFactors(traveller: Traveller): Promise<void> {
  const { world, email } = traveller;
  const phone = `+9655${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  const { secret } = await traveller.post("/2fa/setup");
  const app = new TotpApp(secret);
  const { backupCodes } = await traveller.post("/2fa/verify", { code: app.code() });
  passSteps(1);
  const wrong = app.wrongCode();
  const first = await traveller.signIn();
  await traveller.fail("/auth/mfa/verify", { challengeToken: first.challengeToken, method: "totp", code: wrong });
  await traveller.prove(first.challengeToken, "totp", app.code());
  const second = await traveller.signIn();
  await traveller.post("/2fa/backup-code", {
    challengeToken: second.challengeToken,
    code: backupCodes[0],
    tokenTransport: "body",
  });
  await traveller.post("/2fa/methods/email", {}, "PUT");
  await traveller.post("/2fa/methods/sms", { phone }, "PUT");
  await traveller.post("/2fa/methods/sms", { phone, code: (await world.readMail(phone, "security_code")).code }, "PUT");
  for (const [method, to] of [
    ["email", email],
    ["sms", phone],
  ] as const) {
    passSteps(3);
    const { challengeToken } = await traveller.signIn();
    await traveller.post("/auth/mfa/send", { challengeToken, method });
    await traveller.prove(challengeToken, method, (await world.readMail(to, "security_code")).code);
  }
  await traveller.post("/auth/step-up", { method: "totp", code: app.code() });
  await traveller.post("/2fa/backup-codes");
}

async function useOtherWays(traveller: Traveller): Promise<void> {
  const { world } = traveller;
  const authenticator = new Authenticator();
  const offer = await traveller.post("/auth/passkeys/register/options");
  const response = authenticator.register(offer["options"] as Parameters<Authenticator["register"]>[0]);
  await traveller.post("/auth/passkeys/register/verify", { challengeId: offer["challengeId"], response });
  const login = await traveller.post("/auth/passkeys/login/options");
  const assertion = authenticator.sign(login["options"] as Parameters<Authenticator["sign"]>[0]);
  world.keep({ signature: assertion.response.signature });
  await traveller.post("/auth/passkeys/login/verify", {
    challengeId: login["challengeId"],
    response: assertion,
    tokenTransport: "body",
  });
  const key = await traveller.post("/me/api-keys", { name: "canary", permissions: ["profile.read"] });
  await world.call("GET", "/api/v1/me", { token: key.secret });
  await world.call("POST", "/api/v1/conversations", { token: key.secret, json: {} });
}

async function moveAndRecover(traveller: Traveller): Promise<void> {
  const { world } = traveller;
  const email = `moved-${traveller.email}`;
  await traveller.post("/me/email", { email });
  const { code } = await world.readMail(email, "email_change");
  await traveller.post("/me/email/verify", { code });
  traveller.email = email;
  const currentPassword = traveller.password;
  await traveller.post("/auth/password/change", { currentPassword, newPassword: traveller.setPassword() });
  await traveller.post("/auth/refresh", { refreshToken: traveller.refreshToken });
  await traveller.post("/auth/password/forgot", { email });
  const { token } = await world.readMail(email, "password_reset");
  await traveller.post("/auth/password/reset", { token, password: traveller.setPassword() });
  await traveller.signIn();
}

async function visitProvider({ world }: Traveller): Promise<void> {
  const browser = new Browser(world);
  const url = await browser.leaveFor("oidc");
  await world.look();
  const back = await browser.choose(url, newAccount());
  const left = new URL(url).searchParams;
  const returned = new URL(back).searchParams;
  await browser.comeBack(back);
  const accessToken = await browser.accessToken();
  const headers = { upgrade: "websocket", "sec-websocket-protocol": `atrium.v1, bearer.${accessToken}` };
  const { webSocket } = await call("GET", "/api/v1/notifications/live", { headers });
  webSocket?.accept();
  world.keep({
    accessToken,
    state: left.get("state"),
    nonce: left.get("nonce"),
    authorizationCode: returned.get("code"),
    browserSecret: browser.cookie("__Host-atrium-oauth"),
    refreshCookie: browser.cookie("__Host-atrium-refresh"),
    deviceCookie: browser.cookie("__Host-atrium-device"),
    clientSecret: providerBindings.OIDC_CLIENT_SECRET,
  });
}

/** What is logged when nothing can be stored. */
async function meetBrokenDatabase(traveller: Traveller): Promise<void> {
  const { email, password, deviceToken, world } = traveller;
  const broken = newIsolate({ LOG_LEVEL: "debug", DB: failingDatabase("", "disk I/O error") });
  const token = world.canaries.findLast(({ name }) => name === "token")?.value;
  const challengeToken = world.canaries.findLast(({ name }) => name === "challengeToken")?.value;
  const secret = world.canaries.findLast(({ name }) => name === "secret")?.value ?? "";
  const post = (path: string, json: object) => broken.call("POST", `/api/v1${path}`, { json });
  await Promise.all([
    post("/auth/login", { email, password, deviceToken }),
    post("/auth/register", { email, username: newName(), password }),
    post("/auth/verify-email", { token }),
    post("/auth/password/reset", { token, password }),
    post("/auth/mfa/verify", { challengeToken, method: "totp", code: "123456" }),
    broken.call("GET", "/api/v1/me", { token: secret }),
    broken.call("GET", "/api/v1/me", { token: traveller.token }),
  ]);
}

/** Does all of it, on a clock that stands still. */
export async function travel(traveller: Traveller): Promise<void> {
  // First, while the provider's clock and ours are the same.
  await visitProvider(traveller);
  for (const stage of [register, mistype, useTwoFactors, useOtherWays, moveAndRecover, meetBrokenDatabase]) {
    await stage(traveller);
  }
}
