import { eventually } from "./eventually.ts";
import { type Call, call, newAddress } from "./http.ts";

export const password = "correct horse battery staple";

/** A person who has registered, verified their address and signed in. */
export type Person = {
  id: string;
  email: string;
  username: string;
  token: string;
  refreshToken: string;
  deviceToken: string;
  sessionId: string;
  /** Calls the API, signed in. */
  call(method: string, path: string, options?: Call): Promise<Response>;
};

let people = 0;

export function newName(): string {
  people += 1;
  return `person_${people}_${crypto.randomUUID().slice(0, 8)}`;
}

type OutboxMessage = {
  template: string;
  subject: string;
  text: string;
  html: string;
  to: string;
  channel: string;
  createdAt: string;
};

/** The mails that went to an address, newest first. */
export async function mailsTo(email: string): Promise<OutboxMessage[]> {
  const response = await call("GET", `/dev/outbox?to=${encodeURIComponent(email)}`);
  const { items } = await response.json<{ items: OutboxMessage[] }>();
  return items;
}

/** Waits for a mail of a kind: it is sent by a queue, soon after the answer. */
export async function mailTo(email: string, template: string): Promise<OutboxMessage> {
  return eventually(async () => {
    const mail = (await mailsTo(email)).find((one) => one.template === template);
    if (!mail) throw new Error(`no ${template} mail to ${email} yet`);
    return mail;
  });
}

export const codeIn = (mail: OutboxMessage) => /^Your code: (\d{6})$/m.exec(mail.text)?.[1] ?? "";
export const tokenIn = (mail: OutboxMessage) => /#token=([\w-]+)/.exec(mail.text)?.[1] ?? "";

export async function register(input: { email?: string; username?: string; displayName?: string } = {}) {
  const username = input.username ?? newName();
  const email = input.email ?? `${username}@example.com`;
  const json = { email, username, password, ...(input.displayName && { displayName: input.displayName }) };
  const response = await call("POST", "/api/v1/auth/register", { json, from: newAddress() });
  return { response, email, username };
}

/** Registers somebody new and verifies their address. */
export async function signUp(input: { email?: string; username?: string; displayName?: string } = {}): Promise<Person> {
  const { email } = await register(input);
  const token = tokenIn(await mailTo(email, "verification"));
  const json = { token, tokenTransport: "body" };
  const response = await call("POST", "/api/v1/auth/verify-email", { json, from: newAddress() });
  return personOf(await response.json<SignInResult>());
}

export async function signIn(email: string, options: Call = {}): Promise<Person> {
  const json = { email, password, tokenTransport: "body" };
  const response = await call("POST", "/api/v1/auth/login", { json, from: newAddress(), ...options });
  return personOf(await response.json<SignInResult>());
}

type SignInResult = {
  user: { id: string; email: string; username: string };
  session: { id: string };
  accessToken: string;
  refreshToken: string;
  deviceToken: string;
};

function personOf({ user, session, accessToken, refreshToken, deviceToken }: SignInResult): Person {
  return {
    ...user,
    token: accessToken,
    refreshToken,
    deviceToken,
    sessionId: session.id,
    call: (method, path, options) => call(method, path, { token: accessToken, ...options }),
  };
}

/** Opens the direct conversation of two people. @returns its id. */
export async function openConversation(one: Person, other: Person): Promise<string> {
  const response = await one.call("POST", "/api/v1/conversations", { json: { type: "direct", userId: other.id } });
  const { id } = await response.json<{ id: string }>();
  return id;
}
