import type { TestProject } from "vitest/node";
import { startOidcServer } from "./oidc-server.ts";
import { startScriptedIssuer } from "./scripted-issuer.ts";
import { startFacebookServer, startGithubServer } from "./social-server.ts";

type IdentityServers = {
  /** A real OpenID provider, and one that misbehaves as it is told. */
  oidc: string;
  scripted: string;
  github: string;
  facebook: string;
  clientId: string;
  clientSecret: string;
};

declare module "vitest" {
  interface ProvidedContext {
    /** Where the providers of the tests listen. */
    identityServers: IdentityServers;
  }
}

const clientId = "atrium";
const clientSecret = "known to both sides";

const callback = (name: string) => `http://localhost:8787/api/v1/auth/oauth/${name}/callback`;

/** Runs on Node beside the tests in workerd: the providers that people sign in with. */
export default async function startIdentityServers(project: TestProject): Promise<() => void> {
  const servers = await Promise.all([
    startOidcServer(clientId, clientSecret, [callback("oidc"), callback("google")]),
    startScriptedIssuer(clientId),
    startGithubServer(clientSecret),
    startFacebookServer(clientSecret),
  ]);
  const [oidc, scripted, github, facebook] = servers.map(({ url }) => url) as [string, string, string, string];
  project.provide("identityServers", { oidc, scripted, github, facebook, clientId, clientSecret });
  return () => {
    for (const { close } of servers) close();
  };
}
