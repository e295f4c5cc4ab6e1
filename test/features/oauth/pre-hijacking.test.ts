import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress, origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, newName, password, register, signIn, signUp, tokenIn } from "../../support/people.ts";
import { Browser, locationOf, newAccount, newHubber, providerBindings } from "../../support/provider-visits.ts";

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);

const login = (email: string) => call("POST", "/api/v1/auth/login", { json: { email, password }, from: newAddress() });

/** The link of the verification mail that followed another one. */
async function nextLink(email: string, before: string): Promise<string> {
  return eventually(async () => {
    const token = tokenIn(await mailTo(email, "verification"));
    if (token === before) throw new Error("no other link yet");
    return token;
  });
}

async function rowsOf(table: "registrations" | "email_changes", email: string): Promise<number> {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE email = ?`)
    .bind(email)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

/** The five ways of Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022). */
describe("an attacker who was there first gains nothing by", () => {
  test("the classic-federated merge: a password set before the victim signs in by a provider", async ({ expect }) => {
    const { email } = await register();
    const attackersLink = tokenIn(await mailTo(email, "verification"));
    const victim = newBrowser();

    const response = await victim.signInByOidc(newAccount({ email, name: "Victim" }));

    expect(locationOf(response)).toBe(`${origin}/`);
    expect(await victim.whoAmI()).toMatchObject({ email, displayName: "Victim" });
    expect((await login(email)).status).toBe(401);
    const redeemed = await call("POST", "/api/v1/auth/verify-email", { json: { token: attackersLink } });
    expect(redeemed.status).toBe(400);
    const row = await env.DB.prepare("SELECT password_hash FROM users WHERE email = ?").bind(email).first();
    expect(row).toEqual({ password_hash: null });
    expect(await rowsOf("registrations", email)).toBe(0);
  });

  test("the unexpired session: one opened before the victim takes the address", async ({ expect }) => {
    const email = `${newName()}@example.com`;
    const attacker = newBrowser();
    const attackers = newAccount({ email, email_verified: false });
    await register({ email });

    const answers = [await login(email), await attacker.signInByOidc(attackers)];
    await newBrowser().signInByOidc(newAccount({ email }));

    expect(answers.map(({ status }) => status)).toEqual([401, 302]);
    expect(
      answers.flatMap((answer) => answer.headers.getSetCookie().filter((one) => /refresh|device/.test(one))),
    ).toEqual([]);
    expect(await attacker.whoAmI()).toBeUndefined();
    expect(locationOf(await attacker.signInByOidc(attackers))).toBe(`${origin}/sign-in?error=EMAIL_UNVERIFIED`);
    expect((await login(email)).status).toBe(401);
  });

  test("the trojan identifier: an identity of theirs put to the address before the victim registers", async ({
    expect,
  }) => {
    const email = `${newName()}@example.com`;
    const attacker = newBrowser();
    const attackers = newHubber({ email, verified: false });
    await attacker.signInBy("github", attackers);
    const trojan = tokenIn(await mailTo(email, "verification"));

    await register({ email });
    await call("POST", "/api/v1/auth/verify-email", { json: { token: await nextLink(email, trojan) } });

    const victim = await signIn(email);
    expect(await (await victim.call("GET", "/api/v1/me/identities")).json()).toMatchObject({ items: [] });
    expect(locationOf(await attacker.signInBy("github", attackers))).toBe(`${origin}/sign-in?error=EMAIL_UNVERIFIED`);
    expect((await call("POST", "/api/v1/auth/verify-email", { json: { token: trojan } })).status).toBe(400);
  });

  test("the unexpired email change: one to the victim's address that still waits", async ({ expect }) => {
    const email = `${newName()}@example.com`;
    const attacker = await signUp();
    await attacker.call("POST", "/api/v1/me/email", { json: { email } });
    const token = tokenIn(await mailTo(email, "email_change"));
    const victim = newBrowser();

    await victim.signInByOidc(newAccount({ email }));

    const response = await attacker.call("POST", "/api/v1/me/email/verify", { json: { token } });
    expect(response.status).toBe(400);
    expect(await (await attacker.call("GET", "/api/v1/me")).json()).toMatchObject({ email: attacker.email });
    expect(await victim.whoAmI()).toMatchObject({ email });
    expect(await rowsOf("email_changes", email)).toBe(0);
  });

  test("the non-verifying provider: an address that it took on trust", async ({ expect }) => {
    const ada = await signUp();
    const attacker = newBrowser();
    const theirs = { id: String(newHubber().id), name: "Ada Lovelace" };

    const answers = [
      await attacker.signInBy("facebook", { ...theirs, email: ada.email }),
      await attacker.signInBy("github", newHubber({ email: ada.email, verified: false })),
      await attacker.signInByOidc(newAccount({ email: ada.email, email_verified: false })),
    ];

    const refused = `${origin}/sign-in?error=EMAIL_UNVERIFIED`;
    expect(answers.map(locationOf)).toEqual([refused, refused, refused]);
    expect(await attacker.whoAmI()).toBeUndefined();
    expect((await login(ada.email)).status).toBe(200);
    expect(await (await ada.call("GET", "/api/v1/me/identities")).json()).toMatchObject({ items: [] });
  });
});
