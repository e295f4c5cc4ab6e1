import { Buffer } from "node:buffer";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { type Call, call, newAddress } from "./http.ts";
import { password, type Person, signUp } from "./people.ts";
import { stepMs, TotpApp } from "./totp-app.ts";

export { TotpApp };

/** Stops the clock five seconds into the next step, so that no step ends in the middle of a test. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Math.ceil(Date.now() / stepMs) * stepMs + 5_000 });
}

export function passSteps(steps: number): void {
  vi.setSystemTime(Date.now() + steps * stepMs);
}

export type Enrolled = Person & { app: TotpApp; backupCodes: string[] };

export async function setUpApp(person: Person): Promise<TotpApp> {
  const response = await person.call("POST", "/api/v1/2fa/setup");
  return new TotpApp((await response.json<{ secret: string }>()).secret);
}

/** Turns two-factor authentication on for somebody; the app's present code is thereby used. */
export async function enrol(person: Person): Promise<Enrolled> {
  const app = await setUpApp(person);
  const response = await person.call("POST", "/api/v1/2fa/verify", { json: { code: app.code() } });
  if (response.status !== 200) throw new Error(`not enrolled: ${await response.text()}`);
  const { backupCodes, accessToken } = await response.json<{ backupCodes: string[]; accessToken: string }>();
  return { ...withToken(person, accessToken), app, backupCodes };
}

/** Somebody new, with two-factor authentication and a fresh proof of it. */
export async function signUpWithTwoFactor(): Promise<Enrolled> {
  return enrol(await signUp());
}

/** The same person, by another access token of theirs. */
export function withToken<P extends Person>(person: P, token: string): P {
  return {
    ...person,
    token,
    call: (method: string, path: string, options?: Call) => call(method, path, { token, ...options }),
  };
}

/** The same person after their access token has run out. */
export async function refreshed<P extends Person>(person: P): Promise<P> {
  const response = await call("POST", "/api/v1/auth/refresh", { json: { refreshToken: person.refreshToken } });
  const { accessToken, refreshToken } = await response.json<{ accessToken: string; refreshToken: string }>();
  return { ...withToken(person, accessToken), refreshToken };
}

export function claimsOf(token: string): { amr: string[]; auth_time: number; sub: string; sid: string } {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

export function stepUp(person: Person, json: object): Promise<Response> {
  return person.call("POST", "/api/v1/auth/step-up", { json });
}

/** The first step of a sign-in; whoever has a second factor gets a challenge. */
export function signInHalf(email: string, more: object = {}): Promise<Response> {
  const json = { email, password, tokenTransport: "body", ...more };
  return call("POST", "/api/v1/auth/login", { json, from: newAddress() });
}

/** The second step. */
export function proveFactor(json: object): Promise<Response> {
  return call("POST", "/api/v1/auth/mfa/verify", { json: { tokenTransport: "body", ...json }, from: newAddress() });
}

/** Both steps: one more session of the same person. */
export async function signInTwice<P extends Person>(person: P, proof: object): Promise<P> {
  const { challengeToken } = await (await signInHalf(person.email)).json<{ challengeToken: string }>();
  const response = await proveFactor({ challengeToken, ...proof });
  if (response.status !== 200) throw new Error(`not signed in: ${await response.text()}`);
  const { session, accessToken, refreshToken, deviceToken } = await response.json<{
    session: { id: string };
    accessToken: string;
    refreshToken: string;
    deviceToken: string;
  }>();
  return { ...withToken(person, accessToken), refreshToken, deviceToken, sessionId: session.id };
}

export const statusOf = async (person: Person) =>
  (await person.call("GET", "/api/v1/2fa/status")).json<{
    enabled: boolean;
    methods: string[];
    backupCodesLeft: number;
    rememberedDevices: number;
  }>();

/** How often each status is among the answers. */
export function tally(answers: Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export function times<T>(count: number, act: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => act(at)));
}

/** What the owner of an account was told of its security, the oldest first. */
export async function noticesTo(person: Person): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT payload ->> 'kind' AS kind FROM events WHERE type = 'users.security-notice' AND payload ->> 'userId' = ? ORDER BY id",
  )
    .bind(person.id)
    .all<{ kind: string }>();
  return results.map(({ kind }) => kind);
}
