import { and, eq, gt, lt } from "drizzle-orm";
import { z } from "zod";
import { digest } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import type { ProviderName } from "./contract.ts";
import type { OauthDeps } from "./deps.ts";
import { oauthFlows } from "./schema.ts";

/** For so long a visit to a provider may take. */
export const flowSeconds = 600;

const Secrets = z.object({
  /** PKCE (RFC 7636). */
  verifier: z.string(),
  nonce: z.string(),
  /** Told at the start, because no strict cookie comes along when the provider sends the browser back. */
  deviceToken: z.string().nullable(),
});
export type FlowSecrets = z.infer<typeof Secrets>;

/** Who links an identity to their account, from which session. */
export type Linking = { userId: string; sessionId: string };

export type NewFlow = {
  provider: ProviderName;
  /** The browser's own secret, where it has one from a flow in another tab. */
  browser: string | undefined;
  redirectTo: string;
  deviceToken: string | undefined;
  linking: Linking | null;
};

export type Flow = { state: string; redirectTo: string; linking: Linking | null; secrets: FlowSecrets };

/** Remembers that a browser leaves for a provider. @returns the state that it must come back with, and its secret. */
export async function openFlow(deps: OauthDeps, flow: NewFlow): Promise<Flow & { browser: string }> {
  const state = newSecret();
  const stateDigest = digest(state);
  const browser = flow.browser !== undefined && /^[\w-]{43}$/.test(flow.browser) ? flow.browser : newSecret();
  const { provider, redirectTo, linking } = flow;
  const secrets = { verifier: newSecret(), nonce: newSecret(), deviceToken: flow.deviceToken?.slice(0, 256) ?? null };
  await deps.db.insert(oauthFlows).values({
    stateDigest,
    provider,
    browserDigest: digest(browser),
    sealedSecrets: deps.keyring.seal(purposeOf(stateDigest), JSON.stringify(secrets)),
    redirectTo,
    linkUserId: linking?.userId ?? null,
    linkSessionId: linking?.sessionId ?? null,
    expiresAt: deps.now() + flowSeconds * 1000,
  });
  return { state, redirectTo, linking, secrets, browser };
}

/** Takes a flow that a browser comes back with, once; another browser's stays where it is. */
export async function takeFlow(
  deps: OauthDeps,
  { provider, state, browser }: { provider: ProviderName; state: string | undefined; browser: string | undefined },
): Promise<Flow | undefined> {
  if (state === undefined || browser === undefined) return undefined;
  const stateDigest = digest(state);
  const [row] = await deps.db
    .delete(oauthFlows)
    .where(
      and(
        eq(oauthFlows.stateDigest, stateDigest),
        eq(oauthFlows.provider, provider),
        eq(oauthFlows.browserDigest, digest(browser)),
        gt(oauthFlows.expiresAt, deps.now()),
      ),
    )
    .returning();
  if (!row) return undefined;
  const { linkUserId, linkSessionId, redirectTo } = row;
  const isLinking = linkUserId !== null && linkSessionId !== null;
  return {
    state,
    redirectTo,
    linking: isLinking ? { userId: linkUserId, sessionId: linkSessionId } : null,
    secrets: Secrets.parse(JSON.parse(deps.keyring.open(purposeOf(stateDigest), row.sealedSecrets))),
  };
}

export async function pruneOauthFlows(deps: OauthDeps): Promise<void> {
  await deps.db.delete(oauthFlows).where(lt(oauthFlows.expiresAt, deps.now()));
}

const purposeOf = (stateDigest: string) => `oauth-flow:${stateDigest}`;
