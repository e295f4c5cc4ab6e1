import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { findUserContact } from "../users/index.ts";
import { Unsubscription } from "./contract.ts";
import type { NotificationsDeps } from "./deps.ts";
import { readUnsubscribeToken } from "./unsubscribe-token.ts";

const Query = z.strictObject({ token: z.string().max(1_000) });

const spec = {
  query: Query,
  responses: { 200: Unsubscription },
  problems: ["TOKEN_INVALID" as const],
};

/**
 * Where the links in mails lead (RFC 8058). Opening one changes nothing, so that no scanner of mails ends
 * anything; mail programs POST to it by themselves, and people by the button of the page that it shows them.
 */
export const unsubscribeRoutes = new Hono<FeatureEnv<NotificationsDeps>>()
  .get("/notifications/unsubscribe", endpoint({ ...spec, summary: "What a link in a mail ends" }), async (c) => {
    const { subject } = await requireToken(c.var.deps, c.req.valid("query").token);
    return answer(c, subject, askingPage(subject));
  })
  .post(
    "/notifications/unsubscribe",
    endpoint({ ...spec, summary: "End the mails that a link in a mail names (RFC 8058 one-click)" }),
    async (c) => {
      const { userId, subject } = await requireToken(c.var.deps, c.req.valid("query").token);
      await c.var.deps.notificationHubOf(userId).unsubscribe(subject);
      return answer(c, subject, donePage(subject));
    },
  );

/** Also whose user is gone is wrong: asking their hub would make it anew. */
async function requireToken(deps: NotificationsDeps, text: string) {
  const token = readUnsubscribeToken(deps.keyring, text);
  if (!token || !(await findUserContact(deps, token.userId))) throw new Problem("TOKEN_INVALID");
  return token;
}

type Page = ReturnType<typeof html>;

function answer(c: Context, subject: Unsubscription["subject"], page: Page): Response | Promise<Response> {
  return c.req.header("accept")?.includes("text/html") ? c.html(page) : c.json({ subject });
}

/** An empty action is the address of the page itself, token and all. */
function askingPage(subject: Unsubscription["subject"]): Page {
  return pageOf(html`
    <p>Do you want no more ${nameOf(subject)}?</p>
    <form method="post"><button type="submit">Unsubscribe</button></form>
  `);
}

function donePage(subject: Unsubscription["subject"]): Page {
  return pageOf(html`<p>You get no more ${nameOf(subject)}. In the settings you can choose otherwise at any time.</p>`);
}

function nameOf(subject: Unsubscription["subject"]): string {
  if (subject === "digest") return "digests, nor other mails than those about security and failed payments";
  return `mails about this: ${subject.replaceAll("_", " ")}`;
}

function pageOf(content: Page): Page {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Unsubscribe</title>
      </head>
      <body>
        <main>
          <h1>Mails from Atrium</h1>
          ${content}
        </main>
      </body>
    </html>`;
}
