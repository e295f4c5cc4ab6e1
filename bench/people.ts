import { setTimeout as sleep } from "node:timers/promises";

/** Of the demo person whom the benches sign in as. */
export const adasLogin = {
  email: "ada@example.com",
  password: "atrium demo passphrase",
  tokenTransport: "body",
} as const;

export type Person = { id: string; token: string; sessionId: string };

/** So many sign up at once: each has a password hashed twice. */
const signUpsAtOnce = 4;
const callsAtOnce = 16;

/** People of a running server, and what the benches need of them. */
export class People {
  readonly #url: string;
  readonly #signedUp: Person[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(email: string): Promise<Person> {
    return personOf(await this.post("/auth/login", { ...adasLogin, email }));
  }

  /** So many people besides the demo ones; those of earlier calls again. */
  async signUp(count: number): Promise<Person[]> {
    while (this.#signedUp.length < count) {
      const missing = Math.min(signUpsAtOnce, count - this.#signedUp.length);
      const begun = this.#signedUp.length;
      this.#signedUp.push(
        ...(await Promise.all(Array.from({ length: missing }, (_, at) => this.#signUpOne(`bench_${begun + at}`)))),
      );
    }
    return this.#signedUp.slice(0, count);
  }

  async openDirect(one: Person, other: Person): Promise<string> {
    return String((await this.post("/conversations", { type: "direct", userId: other.id }, one.token))["id"]);
  }

  async openGroup(owner: Person, others: Person[]): Promise<string> {
    const memberIds = others.map(({ id }) => id);
    return String((await this.post("/conversations", { type: "group", title: "Bench", memberIds }, owner.token))["id"]);
  }

  /** Has an administrator tell somebody so many things, each a notification of its own. */
  async notify(userId: string, count: number): Promise<void> {
    const admin = await this.signIn("admin@example.com");
    const tell = (at: number) =>
      this.post(
        "/admin/notifications",
        { userIds: [userId], type: "security_alert", title: `Notice ${at}`, message: "Hello there" },
        admin.token,
      );
    await manyTimes(count, tell);
  }

  async post(path: string, body: object, token?: string): Promise<Record<string, unknown>> {
    const headers = {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const url = `${this.#url}/api/v1${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    return text === "" ? {} : JSON.parse(text);
  }

  async #signUpOne(username: string): Promise<Person> {
    const email = `${username}@example.com`;
    await this.post("/auth/register", { email, username, password: adasLogin.password });
    for (;;) {
      const response = await fetch(`${this.#url}/dev/outbox?to=${email}`);
      const { items } = await response.json<{ items: { text: string }[] }>();
      const code = /^Your code: (\d{6})$/m.exec(items[0]?.text ?? "")?.[1];
      if (code) return personOf(await this.post("/auth/verify-email", { email, code, tokenTransport: "body" }));
      await sleep(20);
    }
  }
}

/** Does something so many times, some at once. */
export async function manyTimes(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let begun = 0;
  const go = async () => {
    while (begun < count) {
      begun += 1;
      await work(begun);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, go));
}

function personOf(result: Record<string, unknown>): Person {
  const { user, session, accessToken } = result as {
    user: { id: string };
    session: { id: string };
    accessToken: string;
  };
  return { id: user.id, token: accessToken, sessionId: session.id };
}
