import type { Passkey } from "../../src/features/passkeys/contract.ts";
import { Authenticator, type Circumstances } from "./authenticator.ts";
import { type Call, call, newAddress } from "./http.ts";
import type { Person } from "./people.ts";
import { noticesTo } from "./two-factor.ts";

type Offer<Options> = { challengeId: string; options: Options };
export type RegistrationOffer = Offer<{
  challenge: string;
  rp: { id: string };
  user: { id: string };
  excludeCredentials: { id: string }[];
}>;
type LoginOffer = Offer<{ challenge: string; rpId: string; allowCredentials: unknown[] }>;

export const passkeysPath = "/api/v1/me/passkeys";

/** Asks what to sign to add a passkey. */
export async function askToRegister(person: Person): Promise<RegistrationOffer> {
  return (await person.call("POST", "/api/v1/auth/passkeys/register/options")).json<RegistrationOffer>();
}

export function verifyRegistration(person: Person, json: object): Promise<Response> {
  return person.call("POST", "/api/v1/auth/passkeys/register/verify", { json });
}

/** The whole way of adding a passkey, with its lies, up to the answer. */
export async function register(person: Person, authenticator: Authenticator, lies: Circumstances = {}) {
  const { challengeId, options } = await askToRegister(person);
  return verifyRegistration(person, { challengeId, response: authenticator.register(options, lies) });
}

/** Somebody's new passkey, and the authenticator that holds it. */
export async function givePasskey(person: Person, authenticator = new Authenticator()) {
  const response = await register(person, authenticator);
  if (response.status !== 201) throw new Error(`no passkey: ${await response.text()}`);
  return { authenticator, passkey: await response.json<Passkey>() };
}

export async function askToSignIn(options: Call = {}): Promise<LoginOffer> {
  const response = await call("POST", "/api/v1/auth/passkeys/login/options", { from: newAddress(), ...options });
  return response.json<LoginOffer>();
}

export function verifySignIn(json: object): Promise<Response> {
  return call("POST", "/api/v1/auth/passkeys/login/verify", {
    json: { tokenTransport: "body", ...json },
    from: newAddress(),
  });
}

/** The whole way of signing in by a passkey, with its lies, up to the answer. */
export async function signInBy(authenticator: Authenticator, lies: Circumstances = {}): Promise<Response> {
  const { challengeId, options } = await askToSignIn();
  return verifySignIn({ challengeId, response: authenticator.sign(options, lies) });
}

export async function listPasskeys(person: Person): Promise<Passkey[]> {
  const response = await person.call("GET", `${passkeysPath}?limit=100`);
  return (await response.json<{ items: Passkey[] }>()).items;
}

/** What the owner of an account was told of their passkeys, the oldest first. */
export async function passkeyNoticesTo(person: Person): Promise<string[]> {
  return (await noticesTo(person)).filter((kind) => kind.startsWith("passkey_"));
}
