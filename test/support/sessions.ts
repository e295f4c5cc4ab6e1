import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { type Call, call, newAddress } from "./http.ts";
import type { Isolate } from "./isolate.ts";
import { password, type Person } from "./people.ts";

export type Listed = {
  id: string;
  device: { type: string; browser: string | null; os: string | null; name: string | null };
  ip: string;
  location: { country: string | null; city: string | null } | null;
  createdAt: string;
  lastActivityAt: string;
  expiresAt: string;
  current: boolean;
  concurrentUseAt: string | null;
};

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Moves the clock on; it stands still in between. */
export const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** One more session of somebody, begun through an isolate with bindings of its own. */
export async function signInThrough(isolate: Isolate, person: Person, options: Call = {}): Promise<Person> {
  const json = { email: person.email, password, tokenTransport: "body" };
  const response = await isolate.call("POST", "/api/v1/auth/login", { json, from: newAddress(), ...options });
  const { accessToken, refreshToken, deviceToken, session } = await response.json<{
    accessToken: string;
    refreshToken: string;
    deviceToken: string;
    session: Listed;
  }>();
  return {
    ...person,
    token: accessToken,
    refreshToken,
    deviceToken,
    sessionId: session.id,
    call: (method, path, more) => call(method, path, { token: accessToken, ...more }),
  };
}

export async function sessionsOf(person: Person): Promise<Listed[]> {
  const response = await person.call("GET", "/api/v1/sessions?limit=100");
  return (await response.json<{ items: Listed[] }>()).items;
}

/** A call that changes nothing, and for which the hub is always asked. */
export const write = (person: Person, options: Call = {}) =>
  person.call("PATCH", "/api/v1/me", { json: {}, ...options });

export const isLive = (person: Person) => hubOf(person).isSessionLive(person.sessionId);

/** The status, and the problem's code where it is one. */
export async function outcomeOf(response: Response): Promise<(number | string)[]> {
  const code = /"code":"(\w+)"/.exec(await response.text())?.[1];
  return code === undefined ? [response.status] : [response.status, code];
}

export const hubOf = (person: { id: string }) => env.USER_HUB.getByName(person.id);
