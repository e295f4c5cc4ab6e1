import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { deviceTokenOf, setSignInCookies } from "../sign-in/index.ts";
import type { ProviderName } from "./contract.ts";
import type { OauthDeps } from "./deps.ts";
import { flowSeconds, type Linking } from "./flows.ts";
import type { Provider } from "./provider.ts";
import { type Arrival, depart } from "./visits.ts";

type OauthContext = Context<FeatureEnv<OauthDeps>>;

/** One secret for all the flows of a browser, so that those of two tabs do not break each other. */
const browserCookie = "__Host-atrium-oauth";

export function browserSecretOf(c: Context): string | undefined {
  return getCookie(c, browserCookie);
}

/** Sends the browser that asks on a visit: it alone can come back. @returns where to, if the provider can be reached. */
export async function startVisit(
  c: Context,
  deps: OauthDeps,
  provider: Provider,
  { redirectTo, linking }: { redirectTo: string; linking: Linking | null },
): Promise<string | undefined> {
  const known = { browser: browserSecretOf(c), deviceToken: deviceTokenOf(c) };
  const { url, browser } = await depart(deps, provider, { ...known, redirectTo, linking });
  // Lax, because the provider sends the browser back from another site.
  const attributes = { httpOnly: true, secure: true, sameSite: "Lax", path: "/", maxAge: flowSeconds } as const;
  setCookie(c, browserCookie, browser, attributes);
  return url;
}

/** Leads the browser on from where a visit ended. Nothing secret is in a query, which servers write down. */
export function redirectFrom(c: OauthContext, provider: ProviderName, arrival: Arrival): Response {
  const { deps } = c.var;
  noteInAudit(c, provider, arrival);
  switch (arrival.kind) {
    case "refused":
      return redirectToPage(c, `/${arrival.page}?error=${arrival.error}`);
    case "linked":
      return redirectToPage(c, `/settings?linked=${provider}`);
    case "admitted": {
      const { admitted, redirectTo } = arrival;
      if (admitted.kind === "signed-in") {
        setSignInCookies(c, admitted.signedIn, deps.now());
        return redirectToPage(c, redirectTo);
      }
      const { challengeToken, methods } = admitted.challenge;
      const fragment = new URLSearchParams({ challenge: challengeToken, methods: methods.join(","), redirectTo });
      return redirectToPage(c, `/sign-in#${fragment.toString()}`);
    }
  }
}

export function redirectToPage(c: OauthContext, path: string): Response {
  return c.redirect(new URL(c.var.deps.config.PUBLIC_URL + path).href, 302);
}

function noteInAudit(c: OauthContext, provider: ProviderName, arrival: Arrival): void {
  const isLinking = arrival.kind === "linked" || (arrival.kind === "refused" && arrival.page === "settings");
  if (isLinking) c.set("auditAction", "identity.link");
  const refusal = arrival.kind === "refused" ? { result: arrival.error } : {};
  c.set("auditNote", { userId: arrival.userId, ...refusal, details: { provider } });
}
