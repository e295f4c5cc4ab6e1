import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { hasPasskey } from "../passkeys/index.ts";
import { originOf, requireSession, requireStepUp } from "../sessions/index.ts";
import { deviceTokenOf } from "../sign-in/index.ts";
import { unlinkIdentity } from "../users/index.ts";
import { browserSecretOf, redirectFrom, redirectToPage, startVisit } from "./browser.ts";
import { Identity, LinkStarted, ProviderList, ProviderName, RedirectTo } from "./contract.ts";
import type { OauthDeps } from "./deps.ts";
import { listOwnIdentities } from "./own-identities.ts";
import { listProviders, requireProvider } from "./providers.ts";
import { arrive } from "./visits.ts";

const OfProvider = z.object({ provider: ProviderName });
const unreachable = "PROVIDER_UNAVAILABLE";

export const oauthRoutes = new Hono<FeatureEnv<OauthDeps>>()
  .get(
    "/auth/oauth",
    endpoint({ summary: "The providers that one can sign in with", responses: { 200: ProviderList } }),
    (c) => c.json({ items: listProviders(c.var.deps.config).map((provider) => ({ provider })) }),
  )
  .get(
    "/auth/oauth/:provider",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Leave for a provider to sign in with it",
      params: OfProvider,
      query: z.strictObject({ redirectTo: RedirectTo.default("/") }),
      responses: { 302: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const provider = requireProvider(c.var.deps.config, c.req.valid("param").provider);
      const { redirectTo } = c.req.valid("query");
      const url = await startVisit(c, c.var.deps, provider, { redirectTo, linking: null });
      return url === undefined ? redirectToPage(c, `/sign-in?error=${unreachable}`) : c.redirect(url, 302);
    },
  )
  .get(
    "/auth/oauth/:provider/callback",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Come back from a provider: ends signed in, or at a page that says why not",
      params: OfProvider,
      // Providers send what they like beside it.
      query: z.looseObject({ code: z.string().optional(), state: z.string().optional() }),
      responses: { 302: null },
      problems: ["NOT_FOUND"],
      audit: "auth.oauth",
    }),
    async (c) => {
      const { deps } = c.var;
      const { provider } = c.req.valid("param");
      const parameters = new URL(c.req.url).searchParams;
      const origin = originOf(c, { deviceToken: deviceTokenOf(c) });
      const visit = { parameters, browser: browserSecretOf(c), origin };
      return redirectFrom(c, provider, await arrive(deps, requireProvider(deps.config, provider), visit));
    },
  )
  .get(
    "/me/identities",
    requireSession,
    endpoint({
      summary: "The identities that one signs in with, all at once",
      query: PageQuery,
      responses: { 200: pageOf(Identity) },
    }),
    async (c) => c.json({ items: await listOwnIdentities(c.var.deps, c.var.session.userId), nextCursor: null }),
  )
  .post(
    "/me/identities/:provider/link",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Begin to link an identity to one's account; the browser that asked goes on to `url`",
      params: OfProvider,
      body: z.strictObject({}),
      responses: { 200: LinkStarted },
      problems: ["NOT_FOUND", "UNAVAILABLE"],
    }),
    async (c) => {
      const provider = requireProvider(c.var.deps.config, c.req.valid("param").provider);
      const { userId, id: sessionId } = c.var.session;
      const url = await startVisit(c, c.var.deps, provider, {
        redirectTo: "/settings",
        linking: { userId, sessionId },
      });
      if (url === undefined) throw new Problem("UNAVAILABLE", "The provider cannot be reached.");
      return c.json({ url });
    },
  )
  .delete(
    "/me/identities/:provider",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Unlink an identity from one's account",
      params: OfProvider,
      responses: { 204: null },
      problems: ["NOT_FOUND", "LAST_CREDENTIAL"],
      audit: "identity.unlink",
    }),
    async (c) => {
      const { userId } = c.var.session;
      const { provider } = c.req.valid("param");
      c.set("auditNote", { details: { provider } });
      await unlinkIdentity(c.var.deps, { userId, provider }, hasPasskey(userId));
      return c.body(null, 204);
    },
  );
