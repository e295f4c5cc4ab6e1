import { setTimeout as sleep } from "node:timers/promises";

export const demoPassword = "atrium demo passphrase";

export type Answer<Body> = { status: number; body: Body };

type Page<Item> = { items: Item[]; nextCursor: string | null };
type SignedIn = { user: { id: string; username: string }; session: { id: string }; accessToken: string };

/** Before the ten minutes of an access token are over. */
const renewMs = 8 * 60_000;
const patienceMs = 60_000;

/** A user of a server that runs by itself, calling it over the network as another machine would. */
export class RemoteUser {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  sessionId: string;
  #token: string;
  #signedInAt = Date.now();

  constructor(url: string, { user, session, accessToken }: SignedIn) {
    this.url = url;
    this.id = user.id;
    this.name = user.username;
    this.sessionId = session.id;
    this.#token = accessToken;
  }

  get token(): string {
    return this.#token;
  }

  /** A token that will live for some minutes; a new session's where the present one is old. */
  async freshToken(): Promise<string> {
    if (Date.now() - this.#signedInAt < renewMs) return this.#token;
    const { session, accessToken } = await logIn(this.url, this.name);
    this.sessionId = session.id;
    this.#token = accessToken;
    this.#signedInAt = Date.now();
    return this.#token;
  }

  /** One call, answered or not. */
  async call<Body>(method: string, path: string, json?: object): Promise<Answer<Body>> {
    return callOnce<Body>(this.url, method, path, { token: this.#token, json });
  }

  /**
   * Calls until there is an answer that is no outage: for what may be done twice.
   *
   * @param alsoFine a status that is no success, and means that it was done at the first try.
   */
  async insist<Body>(method: string, path: string, json?: object, alsoFine?: number): Promise<Answer<Body>> {
    const token = await this.freshToken();
    return insistOn(() => callOnce<Body>(this.url, method, path, { token, json }), alsoFine);
  }

  /** Every item of a list, in its order. */
  async list<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const query: string = `limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page: Answer<Page<Item>> = await this.insist("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`);
      items.push(...page.body.items);
      cursor = page.body.nextCursor;
    }
    return items;
  }
}

/** Signs somebody in who has signed up here, or one of the demo's people. */
export async function signInAt(url: string, name: string): Promise<RemoteUser> {
  return new RemoteUser(url, await logIn(url, name));
}

/** Registers somebody, reads the code in the outbox, and signs them in by it. */
export async function signUpAt(url: string, name: string): Promise<RemoteUser> {
  const email = `${name}@example.com`;
  const json = { email, username: name, password: demoPassword };
  await insistOn(() => callOnce(url, "POST", "/auth/register", { json }));
  for (;;) {
    const response = await fetch(`${url}/dev/outbox?to=${email}`);
    const { items } = (await response.json()) as { items: { text: string }[] };
    const code = /^Your code: (\d{6})$/m.exec(items[0]?.text ?? "")?.[1];
    if (code === undefined) await sleep(50);
    else {
      const { body } = await insistOn(() =>
        callOnce<SignedIn>(url, "POST", "/auth/verify-email", { json: { email, code } }),
      );
      return new RemoteUser(url, body);
    }
  }
}

async function logIn(url: string, name: string): Promise<SignedIn> {
  const json = { email: `${name}@example.com`, password: demoPassword };
  return (await insistOn(() => callOnce<SignedIn>(url, "POST", "/auth/login", { json }))).body;
}

/** Tries again after a dead connection or an answer that says so, as long as somebody with patience would. */
async function insistOn<Body>(call: () => Promise<Answer<Body>>, alsoFine?: number): Promise<Answer<Body>> {
  const givesUpAt = Date.now() + patienceMs;
  for (;;) {
    const answer = await call().catch(() => undefined);
    if (answer && (answer.status < 400 || answer.status === alsoFine)) return answer;
    const isOutage = answer === undefined || answer.status >= 500 || answer.status === 429;
    if (!isOutage || Date.now() > givesUpAt) throw new Error(`no success: ${JSON.stringify(answer ?? "no answer")}`);
    await sleep(200);
  }
}

async function callOnce<Body>(
  url: string,
  method: string,
  path: string,
  { token, json }: { token?: string; json?: object | undefined },
): Promise<Answer<Body>> {
  const headers = {
    ...(json && { "content-type": "application/json" }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    ...(json && { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  // What the contract says of this call, which the tests rely on.
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Body };
}
