import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { codeIn, mailsTo, mailTo, newName, password, register, signUp, tokenIn } from "../../support/people.ts";

const attempt = (json: object) => call("POST", "/api/v1/auth/register", { json, from: newAddress() });
const newPerson = () => {
  const username = newName();
  return { email: `${username}@example.com`, username, password };
};
const verify = (json: object) => call("POST", "/api/v1/auth/verify-email", { json, from: newAddress() });

describe("registering", () => {
  test("answers a known and an unknown address alike, to the byte and the header", async ({ expect }) => {
    const owner = await signUp();
    const waiting = await register();

    const answers = await Promise.all([
      attempt(newPerson()),
      attempt({ ...newPerson(), email: owner.email }),
      attempt({ ...newPerson(), email: waiting.email }),
      attempt({ ...newPerson(), email: owner.email.toUpperCase() }),
    ]);

    const seen = await Promise.all(
      answers.map(async (answer) => ({
        status: answer.status,
        body: await answer.text(),
        headers: [...answer.headers].filter(([name]) => name !== "x-request-id"),
        names: [...answer.headers.keys()],
      })),
    );
    expect(seen[0]).toMatchObject({ status: 202, body: '{"status":"verification_sent"}' });
    for (const other of seen.slice(1)) expect(other).toEqual(seen[0]);
  });

  test("mails a link and a code to a new address", async ({ expect }) => {
    const { email } = await register({ displayName: "Claim your prize" });

    const mail = await mailTo(email, "verification");

    expect(codeIn(mail)).toMatch(/^\d{6}$/);
    expect(mail.text).toContain(`http://localhost:8787/verify-email#token=${tokenIn(mail)}`);
    expect(tokenIn(mail).length).toBeGreaterThanOrEqual(43);
    // A stranger may have chosen the name.
    expect(mail.text + mail.html).not.toContain("Claim your prize");
  });

  test("tells the owner of a known address, and lets nobody redeem anything", async ({ expect }) => {
    const owner = await signUp();
    const stranger = { ...newPerson(), email: owner.email };

    await attempt(stranger);
    const mail = await mailTo(owner.email, "already_registered");

    expect(mail.text).toContain("nothing has changed");
    expect([codeIn(mail), tokenIn(mail)]).toEqual(["", ""]);
    const login = await call("POST", "/api/v1/auth/login", {
      json: { email: owner.email, password },
      from: newAddress(),
    });
    expect(await login.json()).toMatchObject({ user: { id: owner.id, username: owner.username } });
    const guesses = await Promise.all(["000000", "123456"].map((code) => verify({ email: owner.email, code })));
    expect(guesses.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("refuses a username that is taken, whatever the address", async ({ expect }) => {
    const owner = await signUp();

    const fresh = await attempt({ ...newPerson(), username: owner.username });
    const own = await attempt({ ...newPerson(), email: owner.email, username: owner.username });

    const [one, other] = await Promise.all(
      [fresh, own].map((answer) => answer.json<{ code: string; detail: string }>()),
    );
    expect([fresh.status, own.status]).toEqual([409, 409]);
    expect(one?.code).toBe("USERNAME_TAKEN");
    expect({ ...other, requestId: "" }).toEqual({ ...one, requestId: "" });
  });

  test("reserves a username alike for a known and an unknown address, so it tells neither from the other", async ({
    expect,
  }) => {
    const owner = await signUp();
    const [first, second] = [newName(), newName()];

    await attempt({ ...newPerson(), username: first });
    await attempt({ ...newPerson(), email: owner.email, username: second });
    const answers = await Promise.all([first, second].map((username) => attempt({ ...newPerson(), username })));

    expect(answers.map(({ status }) => status)).toEqual([409, 409]);
  });

  test("again replaces what waited, wholly", async ({ expect }) => {
    const first = newPerson();
    await attempt(first);
    const oldMail = await mailTo(first.email, "verification");
    const second = { ...first, username: newName(), displayName: "Second", password: "another good long passphrase" };

    await attempt(second);
    await eventually(async () => expect((await mailsTo(first.email)).length).toBe(2));
    const [newMail = oldMail] = await mailsTo(first.email);
    const stale = await verify({ token: tokenIn(oldMail) });
    const fresh = await verify({ token: tokenIn(newMail) });

    expect([stale.status, fresh.status]).toEqual([400, 200]);
    expect(await fresh.json()).toMatchObject({ user: { username: second.username, displayName: "Second" } });
    const logins = await Promise.all(
      [first.password, second.password].map((one) =>
        call("POST", "/api/v1/auth/login", { json: { email: first.email, password: one }, from: newAddress() }),
      ),
    );
    expect(logins.map(({ status }) => status)).toEqual([401, 200]);
    expect((await attempt({ ...newPerson(), username: first.username })).status).toBe(202);
  });

  test("by many with one name at once gives it to one of them", async ({ expect }) => {
    const username = newName();

    const answers = await Promise.all(Array.from({ length: 8 }, () => attempt({ ...newPerson(), username })));

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      202,
      ...Array.from({ length: 7 }, () => 409),
    ]);
  });

  test("many times at once with one address makes one registration, and the last mail works", async ({ expect }) => {
    const { email } = newPerson();

    await Promise.all(Array.from({ length: 6 }, () => attempt({ ...newPerson(), email })));
    await eventually(async () => expect((await mailsTo(email)).length).toBeGreaterThan(0));

    const { results } = await env.DB.prepare("SELECT id FROM registrations WHERE email = ?").bind(email).all();
    expect(results.length).toBe(1);
    await eventually(async () => {
      const answers = await Promise.all((await mailsTo(email)).map((mail) => verify({ token: tokenIn(mail) })));
      expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    });
  });

  test.for([
    ["too short a password", { password: "fourteen chars" }, "password"],
    ["a password that is short once combined", { password: "e\u0301".repeat(14) }, "password"],
    ["too long a password", { password: "x".repeat(1_025) }, "password"],
    ["an address that is none", { email: "nobody" }, "email"],
    ["an address with a line break", { email: "a@example.com\nBcc: b@example.com" }, "email"],
    ["two addresses", { email: "a@example.com,b@example.com" }, "email"],
    ["too long an address", { email: `${"x".repeat(250)}@example.com` }, "email"],
    ["a short username", { username: "ab" }, "username"],
    ["a long username", { username: "a".repeat(31) }, "username"],
    ["capitals in the username", { username: "Ada" }, "username"],
    ["a username with a line break at its end", { username: "ada_lovelace\n" }, "username"],
    ["an empty name", { displayName: "  " }, "displayName"],
    ["a name with a line break", { displayName: "Ada\r\nBcc: x@example.com" }, "displayName"],
    ["a name with a line separator", { displayName: "Ada\u2028x" }, "displayName"],
    ["a name that runs backwards", { displayName: "Ada\u202Egpj" }, "displayName"],
    ["a name with a zero byte", { displayName: "Ada\u0000" }, "displayName"],
    ["a name that is half a character", { displayName: "Ada \ud800" }, "displayName"],
  ] as const)("is refused with %s", async ([, fields, path], { expect }) => {
    const response = await attempt({ ...newPerson(), ...fields });

    const { errors } = await response.json<{ errors: { path: string }[] }>();
    expect(response.status).toBe(422);
    expect([...new Set(errors.map((error) => error.path))]).toEqual([path]);
  });

  test.for([
    ["256 characters", `${"långt ".repeat(42)}1234`],
    ["spaces and emoji", "   🦊 🦊 🦊 🦊 🦊   "],
    ["fifteen characters", "fifteen chars.."],
  ] as const)("takes a password of %s as it is", async ([, secret], { expect }) => {
    const person = { ...newPerson(), password: secret };
    await attempt(person);
    await verify({ token: tokenIn(await mailTo(person.email, "verification")) });

    const login = (given: string) =>
      call("POST", "/api/v1/auth/login", { json: { email: person.email, password: given }, from: newAddress() });
    const [right, trimmed, cut] = await Promise.all([
      login(secret),
      login(secret.trim() + "x"),
      login(secret.slice(0, -1)),
    ]);

    expect([right.status, trimmed.status, cut.status]).toEqual([200, 401, 401]);
  });

  test("takes a password in any of its Unicode forms as the same one", async ({ expect }) => {
    const person = { ...newPerson(), password: "Ångström ﬁnds a way" };
    await attempt(person);
    await verify({ token: tokenIn(await mailTo(person.email, "verification")) });

    const response = await call("POST", "/api/v1/auth/login", {
      json: { email: person.email.toUpperCase(), password: "A\u030angstro\u0308m finds a way" },
      from: newAddress(),
    });

    expect(response.status).toBe(200);
  });

  test.for(["o'brien+tag@example.com", "user@localhost", "a..b@example.com", "!#$%&*@example.com"])(
    "mails to every address that it takes: %s",
    async (given, { expect }) => {
      const email = `${newName()}${given}`;

      const { response } = await register({ email });

      expect(response.status).toBe(202);
      expect((await mailTo(email, "verification")).to).toBe(email.toLowerCase());
    },
  );

  test("keeps no password and no token that could be read", async ({ expect }) => {
    const { email } = await register();
    const mail = await mailTo(email, "verification");

    const registration = await env.DB.prepare("SELECT * FROM registrations WHERE email = ?").bind(email).first();
    const { results: jobs } = await env.DB.prepare("SELECT * FROM jobs").all();
    const { results: events } = await env.DB.prepare("SELECT * FROM events").all();

    const stored = JSON.stringify({ registration, jobs, events });
    expect(stored).not.toContain(password);
    expect(stored).not.toContain(tokenIn(mail));
    expect(stored).not.toContain(codeIn(mail));
  });
});

describe("asking for the mail again", () => {
  test("answers alike whether the address waits, has an account or is unknown", async ({ expect }) => {
    const owner = await signUp();
    const waiting = await register();

    const answers = await Promise.all(
      [owner.email, waiting.email, `${newName()}@example.com`].map((email) =>
        call("POST", "/api/v1/auth/verify-email/resend", { json: { email }, from: newAddress() }),
      ),
    );

    const seen = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), [...answer.headers.keys()]]),
    );
    expect(seen[0]?.[0]).toBe(202);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  test("makes the earlier link and code worthless", async ({ expect }) => {
    const { email } = await register();
    const old = await mailTo(email, "verification");

    await call("POST", "/api/v1/auth/verify-email/resend", { json: { email }, from: newAddress() });
    await eventually(async () => expect((await mailsTo(email)).length).toBe(2));
    const [fresh = old] = await mailsTo(email);
    const answers = [await verify({ token: tokenIn(old) }), await verify({ token: tokenIn(fresh) })];

    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  });

  test("gives no end of guesses, however often it is asked for", async ({ expect }) => {
    const { email } = await register();
    let mails = 1;

    for (let round = 1; round <= 4; round += 1) {
      await Promise.all(Array.from({ length: 5 }, () => verify({ email, code: "000000" })));
      await call("POST", "/api/v1/auth/verify-email/resend", { json: { email }, from: newAddress() });
      mails += 1;
      await eventually(async () => expect((await mailsTo(email)).length).toBe(mails));
    }
    const [newest] = await mailsTo(email);
    const byCode = await verify({ email, code: newest ? codeIn(newest) : "" });
    const byLink = await verify({ token: newest ? tokenIn(newest) : "" });

    expect([byCode.status, byLink.status]).toEqual([400, 200]);
  });
});
