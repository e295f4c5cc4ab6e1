import { Hono } from "hono";
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
 * anything; mail programs POST to it by themselves, and people by the button of the console's page, to which
 * their browsers are led, with the token behind the `#`.
 */
export const unsubscribeRoutes = new Hono<FeatureEnv<NotificationsDeps>>()
  .get(
    "/notifications/unsubscribe",
    endpoint({ ...spec, summary: "What a link in a mail ends; a browser is led to the page that asks" }),
    async (c) => {
      const { token } = c.req.valid("query");
      const isBrowser = c.req.header("accept")?.includes("text/html") === true;
      if (isBrowser) return c.redirect(`/unsubscribe#token=${encodeURIComponent(token)}`, 303);
      const { subject } = await requireToken(c.var.deps, token);
      return c.json({ subject });
    },
  )
  .post(
    "/notifications/unsubscribe",
    endpoint({ ...spec, summary: "End the mails that a link in a mail names (RFC 8058 one-click)" }),
    async (c) => {
      const { userId, subject } = await requireToken(c.var.deps, c.req.valid("query").token);
      await c.var.deps.notificationHubOf(userId).unsubscribe(subject);
      return c.json({ subject });
    },
  );

/** Also whose user is gone is wrong: asking their hub would make it anew. */
async function requireToken(deps: NotificationsDeps, text: string) {
  const token = readUnsubscribeToken(deps.keyring, text);
  if (!token || !(await findUserContact(deps, token.userId))) throw new Problem("TOKEN_INVALID");
  return token;
}
