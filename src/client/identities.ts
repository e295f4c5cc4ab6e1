import type { Identity, ProviderName } from "../features/oauth/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Signing in with other services. */
export class Identities {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The services that this server offers. */
  providers(): Promise<Result<{ items: { provider: ProviderName }[] }>> {
    return this.#transport.request("GET", "/auth/oauth", { auth: "none" });
  }

  /** Where to send a browser to sign in with a service; it comes back to `redirectTo`, a path of the console. */
  signInUrl(provider: ProviderName, redirectTo = "/"): string {
    return this.#transport.address(`/auth/oauth/${provider}`, { redirectTo }).href;
  }

  /** The user's own. */
  list(): Promise<Result<Page<Identity>>> {
    return this.#transport.request("GET", "/me/identities");
  }

  /** Where to send this browser, and no other, to link an identity. `STEP_UP_REQUIRED`, `UNAVAILABLE`. */
  link(provider: ProviderName): Promise<Result<{ url: string }>> {
    return this.#transport.request("POST", `/me/identities/${provider}/link`, { setsCookies: true });
  }

  /** `STEP_UP_REQUIRED`; `LAST_CREDENTIAL` when it is the last way in. */
  unlink(provider: ProviderName): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/me/identities/${provider}`);
  }
}
