import { Problem } from "../../platform/http/problem.ts";
import type { Origin } from "../sessions/index.ts";
import { admit, type Admitted, countingFailures } from "../sign-in/index.ts";
import { askWhoItIs, findAuthorizationUrl } from "./authorization.ts";
import type { OauthDeps } from "./deps.ts";
import { type Flow, type NewFlow, openFlow, takeFlow } from "./flows.ts";
import { findOrCreateUser, linkTo } from "./people.ts";
import type { Provider, ProviderProfile } from "./provider.ts";

/** How a visit to a provider ended. */
export type Arrival =
  | { kind: "admitted"; admitted: Admitted; userId: string; redirectTo: string }
  | { kind: "linked"; userId: string }
  | { kind: "refused"; page: "sign-in" | "settings"; error: string; userId?: string };

/** Begins a visit. @returns where to send the browser, nothing where the provider cannot be reached; and its secret. */
export async function depart(
  deps: OauthDeps,
  provider: Provider,
  flow: Omit<NewFlow, "provider">,
): Promise<{ url: string | undefined; browser: string }> {
  const opened = await openFlow(deps, { ...flow, provider: provider.settings.name });
  return { url: await findAuthorizationUrl(deps, provider, opened), browser: opened.browser };
}

/** Ends a visit: signs in or links whom the provider says, if the browser left from here and only now comes back. */
export async function arrive(
  deps: OauthDeps,
  provider: Provider,
  { parameters, browser, origin }: { parameters: URLSearchParams; browser: string | undefined; origin: Origin },
): Promise<Arrival> {
  const state = parameters.get("state") ?? undefined;
  const flow = await takeFlow(deps, { provider: provider.settings.name, state, browser });
  if (!flow) return { kind: "refused", page: "sign-in", error: "FLOW_EXPIRED" };
  const answer = await askWhoItIs(deps, provider, flow, parameters);
  const { linking } = flow;
  if (!answer.ok) return { kind: "refused", page: linking ? "settings" : "sign-in", error: answer.error };
  if (!linking) return signIn(deps, flow, answer.profile, origin);
  const { userId } = linking;
  const linked = await linkTo(deps, linking, answer.profile);
  return linked.ok ? { kind: "linked", userId } : { kind: "refused", page: "settings", error: linked.error, userId };
}

async function signIn(deps: OauthDeps, flow: Flow, profile: ProviderProfile, origin: Origin): Promise<Arrival> {
  const found = await findOrCreateUser(deps, profile);
  if (!found.ok) return { kind: "refused", page: "sign-in", error: found.error };
  const { user, passwordSetAt } = found;
  const deviceToken = flow.secrets.deviceToken ?? origin.deviceToken;
  try {
    const newcomer = { user, passwordSetAt, origin: { ...origin, deviceToken }, amr: ["fed"] };
    const admitted = await countingFailures("oauth", deps, () => admit(deps, newcomer));
    return { kind: "admitted", admitted, userId: user.id, redirectTo: flow.redirectTo };
  } catch (error) {
    // A browser is on its way: it is told by the page that it comes to.
    if (!(error instanceof Problem)) throw error;
    return { kind: "refused", page: "sign-in", error: error.code, userId: user.id };
  }
}
