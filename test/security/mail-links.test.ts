import { describe, test } from "vitest";
import { readDocument, routesOf } from "../support/api-document.ts";
import { call, newAddress, origin } from "../support/http.ts";
import { mailTo, newName, password, register, signUp, tokenIn } from "../support/people.ts";

type Mail = Awaited<ReturnType<typeof mailTo>>;

const post = (path: string, json: object, token?: string) =>
  call("POST", `/api/v1${path}`, { json, from: newAddress(), ...(token !== undefined && { token }) });

const verify = (token: string) => post("/auth/verify-email", { token });
const reset = (token: string) => post("/auth/password/reset", { token, password: `${password}, again` });

/** Each mail that brings a token: how it comes, and how the token is redeemed. */
const mails: [string, () => Promise<{ mail: Mail; redeem: (token: string) => Promise<Response> }>][] = [
  [
    "verification",
    async () => {
      const { email } = await register();
      return { mail: await mailTo(email, "verification"), redeem: verify };
    },
  ],
  [
    "password_reset",
    async () => {
      const { email } = await signUp();
      await post("/auth/password/forgot", { email });
      return { mail: await mailTo(email, "password_reset"), redeem: reset };
    },
  ],
  [
    "email_change",
    async () => {
      const person = await signUp();
      const email = `${newName()}@example.com`;
      await post("/me/email", { email }, person.token);
      const redeem = (token: string) => post("/me/email/verify", { token }, person.token);
      return { mail: await mailTo(email, "email_change"), redeem };
    },
  ],
];

const linksIn = ({ html }: Mail) => [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = ""]) => url);

describe("the link of a mail", () => {
  test.for(mails)(
    "carries its token where no server sees it, and opening it changes nothing: %s",
    async ([, bring], { expect }) => {
      const { mail, redeem } = await bring();
      const links = linksIn(mail);
      const token = tokenIn(mail);

      // As a scanner of mails does, which follows whatever it finds, again and again.
      for (const link of [...links, ...links]) {
        const { origin: at, pathname, search, hash } = new URL(link);
        expect([at, search]).toEqual([origin, ""]);
        expect(hash).toBe(`#token=${token}`);
        for (const method of ["GET", "HEAD"]) await call(method, pathname);
      }

      expect(links.length).toBeGreaterThan(0);
      expect((await redeem(token)).ok).toBe(true);
      expect((await redeem(token)).status).toBe(400);
    },
  );

  test("is redeemed by POST alone: no GET takes a token", async ({ expect }) => {
    // Opening the one that ends mails shows what it would end, and changes nothing (unsubscribe.test.ts).
    const shown = "/api/v1/notifications/unsubscribe";
    const routes = routesOf(await readDocument());
    const reads = routes.filter(({ method, path }) => method === "GET" && path !== shown);

    const names = reads.flatMap(({ operation }) => operation.parameters.map(({ name }) => name));

    expect(names.filter((name) => /token|secret|password/i.test(name))).toEqual([]);
  });
});
