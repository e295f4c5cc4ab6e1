import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { listen, type LoopbackServer, readBody } from "./loopback.ts";

type Claims = Record<string, unknown>;

/** What a test posts to an interaction: who signs in there, or that they do not want to. */
type Choice = { accountId: string; claims: Claims } | { deny: true };

/** A certified OpenID provider on loopback. Its sign-in page is a POST of a {@link Choice} to `/interaction/:uid`. */
export async function startOidcServer(
  clientId: string,
  clientSecret: string,
  redirectUris: string[],
): Promise<LoopbackServer> {
  const accounts = new Map<string, Claims>();
  const server = createServer();
  const { url, close } = await listen(server);
  const provider = new Provider(url, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
    jwks: { keys: [await newKey()] },
    cookies: { keys: ["for tests"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId, ...accounts.get(accountId) }),
    }),
  });
  const handle = provider.callback();
  server.on("request", (request, response) => {
    if (request.method !== "POST" || !request.url?.startsWith("/interaction/")) return void handle(request, response);
    void finish(provider, accounts, request, response);
  });
  return { url, close };
}

async function newKey() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: "oidc-1", alg: "RS256", use: "sig" };
}

/** Signs in and consents to everything in one step. */
async function finish(
  provider: Provider,
  accounts: Map<string, Claims>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const choice = JSON.parse(await readBody(request)) as Choice;
  const { params } = await provider.interactionDetails(request, response);
  if ("deny" in choice) {
    return provider.interactionFinished(request, response, { error: "access_denied" });
  }
  accounts.set(choice.accountId, choice.claims);
  const grant = new provider.Grant({ accountId: choice.accountId, clientId: String(params["client_id"]) });
  grant.addOIDCScope(String(params["scope"]));
  const grantId = await grant.save();
  return provider.interactionFinished(request, response, {
    login: { accountId: choice.accountId },
    consent: { grantId },
  });
}
