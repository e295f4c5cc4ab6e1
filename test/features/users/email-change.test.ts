import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import {
  codeIn,
  mailsTo,
  mailTo,
  newName,
  password,
  type Person,
  signIn,
  signUp,
  tokenIn,
} from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const newEmail = () => `${newName()}@example.com`;
const ask = (person: Person, email: string) =>
  person.call("POST", "/api/v1/me/email", { json: { email }, from: newAddress() });
const confirm = (person: Person, json: object) =>
  person.call("POST", "/api/v1/me/email/verify", { json, from: newAddress() });
const login = (email: string, given = password) =>
  call("POST", "/api/v1/auth/login", { json: { email, password: given }, from: newAddress() });

async function askFor(person: Person): Promise<{ email: string; token: string; code: string }> {
  const email = newEmail();
  await ask(person, email);
  const mail = await mailTo(email, "email_change");
  return { email, token: tokenIn(mail), code: codeIn(mail) };
}

/** What was recorded about a user, in order. */
async function eventsOf(userId: string): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT payload FROM events WHERE payload LIKE ? ORDER BY id")
    .bind(`%${userId}%`)
    .all<{ payload: string }>();
  return results.map(({ payload }) => payload);
}

describe("another address", () => {
  test("counts once it is verified, and the other sessions end", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);

    const { email, token } = await askFor(person);
    const before = await person.call("GET", "/api/v1/me").then((response) => response.json());
    const response = await confirm(person, { token });

    expect(before).toMatchObject({ email: person.email });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: person.id, email, emailVerified: true, roles: [] });
    expect(await person.call("GET", "/api/v1/me").then((seen) => seen.json())).toMatchObject({ email });
    expect((await other.call("PATCH", "/api/v1/me", { json: { bio: "x" } })).status).toBe(401);
    const logins = await Promise.all([login(person.email), login(email)]);
    expect(logins.map(({ status }) => status)).toEqual([401, 200]);
  });

  test("is verified by the mailed code too", async ({ expect }) => {
    const person = await signUp();
    const { email, code } = await askFor(person);

    const response = await confirm(person, { code });

    expect(await response.json()).toMatchObject({ email });
  });

  test("is told to the old one, when it is asked for and when it counts", async ({ expect }) => {
    const person = await signUp();
    const { email, token } = await askFor(person);
    await confirm(person, { token });

    const told = (await eventsOf(person.id))
      .filter((payload) => payload.includes("kind"))
      .map((text): unknown => JSON.parse(text));

    const about = { userId: person.id, email: person.email, details: { newEmail: email } };
    expect(told).toMatchObject([
      { kind: "email_change_requested", ...about },
      { kind: "email_changed", ...about },
    ]);
    expect((await mailTo(person.email, "email_change_requested")).to).toBe(person.email);
    expect((await mailTo(person.email, "email_changed")).to).toBe(person.email);
  });

  test("is answered alike when somebody has it; they are told, and nothing else happens", async ({ expect }) => {
    const [person, owner] = [await signUp(), await signUp()];

    const answers = [await ask(person, owner.email), await ask(person, newEmail())];
    await ask(person, owner.email.toUpperCase());

    const seen = await Promise.all(answers.map(async (one) => [one.status, await one.text(), [...one.headers.keys()]]));
    expect(seen[0]?.[0]).toBe(202);
    expect(seen[1]).toEqual(seen[0]);
    const mail = await mailTo(owner.email, "address_in_use");
    expect(mail.text).not.toContain("token=");
    expect(await mailsTo(owner.email)).not.toContainEqual(expect.objectContaining({ template: "email_change" }));
  });

  test("is not theirs when somebody else verified it first", async ({ expect }) => {
    const [slow, quick] = [await signUp(), await signUp()];
    const { email, token } = await askFor(slow);
    await ask(quick, email);
    const mails = await eventually(async () => {
      const found = (await mailsTo(email)).filter(({ template }) => template === "email_change");
      if (found.length < 2) throw new Error("no second mail yet");
      return found;
    });
    const theirs = mails.map(tokenIn).find((one) => one !== token) ?? "";

    const answers = [await confirm(quick, { token: theirs }), await confirm(slow, { token })];

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(await answers[1]?.json()).toMatchObject({ code: "TOKEN_INVALID" });
    expect(await slow.call("GET", "/api/v1/me").then((seen) => seen.json())).toMatchObject({ email: slow.email });
  });

  test("makes nobody an administrator", async ({ expect }) => {
    const person = await signUp();
    const email = newEmail();
    const isolate = newIsolate({ ADMIN_EMAIL: email });
    const options = { token: person.token, from: newAddress() };
    await isolate.call("POST", "/api/v1/me/email", { json: { email }, ...options });
    const token = tokenIn(await mailTo(email, "email_change"));

    const response = await isolate.call("POST", "/api/v1/me/email/verify", { json: { token }, ...options });

    expect(await response.json()).toMatchObject({ email, roles: [], permissions: [] });
  });
});

describe("the mailed token", () => {
  test("works once: of twenty at the same moment one succeeds", async ({ expect }) => {
    const person = await signUp();
    const { token } = await askFor(person);

    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(person, { token })));

    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ status }) => status === 400).length).toBe(19);
  });

  test("works for nobody else, nor without a session", async ({ expect }) => {
    const [person, stranger] = [await signUp(), await signUp()];
    const { token, code } = await askFor(person);

    const answers = await Promise.all([
      confirm(stranger, { token }),
      confirm(stranger, { code }),
      call("POST", "/api/v1/me/email/verify", { json: { token }, from: newAddress() }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 401]);
    expect((await confirm(person, { token })).status).toBe(200);
  });

  test("is replaced by that of a later request", async ({ expect }) => {
    const person = await signUp();
    const first = await askFor(person);
    const second = await askFor(person);

    const answers = [await confirm(person, { token: first.token }), await confirm(person, { token: second.token })];

    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  });

  test("is worth nothing after a day", async ({ expect }) => {
    const person = await signUp();
    const { token, code } = await askFor(person);
    vi.setSystemTime(Date.now() + 24 * 3600 * 1000 + 1_000);
    const later = await signIn(person.email);
    const verify = (json: object) => later.call("POST", "/api/v1/me/email/verify", { json, from: newAddress() });

    const answers = [await verify({ token }), await verify({ code })];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("dies when the password is reset or changed", async ({ expect }) => {
    const person = await signUp();
    const pending = await askFor(person);
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
    const resetToken = tokenIn(await mailTo(person.email, "password_reset"));
    const fresh = "a fresh and long passphrase";
    await call("POST", "/api/v1/auth/password/reset", {
      json: { token: resetToken, password: fresh },
      from: newAddress(),
    });
    const json = { email: person.email, password: fresh };
    const { accessToken } = await call("POST", "/api/v1/auth/login", { json, from: newAddress() }).then((response) =>
      response.json<{ accessToken: string }>(),
    );

    const response = await call("POST", "/api/v1/me/email/verify", {
      json: { token: pending.token },
      token: accessToken,
      from: newAddress(),
    });

    expect(await response.json()).toMatchObject({ code: "TOKEN_INVALID" });
  });

  test("is kept as a digest, and its code under a key", async ({ expect }) => {
    const person = await signUp();
    const { token, code } = await askFor(person);

    const { results } = await env.DB.prepare("SELECT * FROM email_changes WHERE user_id = ?").bind(person.id).all();

    expect(results.length).toBe(1);
    expect(JSON.stringify(results)).not.toContain(token);
    expect(Object.values(results[0] ?? {})).not.toContain(code);
  });

  test("has a code that is void after five wrong guesses", async ({ expect }) => {
    const person = await signUp();
    const { code } = await askFor(person);
    const wrong = code === "000000" ? "111111" : "000000";

    const guesses = await Promise.all(Array.from({ length: 5 }, () => confirm(person, { code: wrong })));
    const late = await confirm(person, { code });

    expect([...guesses, late].map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
  });
});

describe("asking for another address", () => {
  test("needs a session that is fresh", async ({ expect }) => {
    const person = await signUp();
    vi.setSystemTime(Date.now() + 5 * 60 * 1000 + 1_000);

    const answers = await Promise.all([
      ask(person, newEmail()),
      call("POST", "/api/v1/me/email", { json: { email: newEmail() }, from: newAddress() }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 401]);
    expect(await answers[0]?.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["password"] });
  });

  test.for([{}, { email: "no address" }, { email: "a@example.com", more: 1 }])(
    "is refused for %j",
    async (json, { expect }) => {
      const person = await signUp();

      const response = await person.call("POST", "/api/v1/me/email", { json, from: newAddress() });

      expect(response.status).toBe(422);
    },
  );
});
