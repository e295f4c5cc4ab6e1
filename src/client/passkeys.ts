import type {
  LoginOptions,
  Passkey,
  PasskeyAssertion,
  RegisterPasskey,
  RegistrationOptions,
} from "../features/passkeys/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { SignIn, SignInResult } from "./sign-in.ts";
import type { Transport } from "./transport.ts";

/** Passkeys: what a browser's `navigator.credentials` needs and makes, as the JSON of WebAuthn, and one's own. */
export class Passkeys {
  readonly #transport: Transport;
  readonly #signIn: SignIn;

  constructor(transport: Transport, signIn: SignIn) {
    this.#transport = transport;
    this.#signIn = signIn;
  }

  /** For `PublicKeyCredential.parseCreationOptionsFromJSON`. `STEP_UP_REQUIRED`, `CONFLICT` for one too many. */
  registrationOptions(): Promise<Result<RegistrationOptions>> {
    return this.#transport.request("POST", "/auth/passkeys/register/options");
  }

  /** Adds the passkey that the browser has made. `TOKEN_INVALID` when that took too long. */
  register(input: RegisterPasskey): Promise<Result<Passkey>> {
    return this.#transport.request("POST", "/auth/passkeys/register/verify", { body: input });
  }

  /** For `PublicKeyCredential.parseRequestOptionsFromJSON`: to sign in, as a second factor, or to step up. */
  loginOptions(): Promise<Result<LoginOptions>> {
    return this.#transport.request("POST", "/auth/passkeys/login/options", { body: {}, auth: "none" });
  }

  /** Signs in by what the browser has signed. `INVALID_CREDENTIALS`. */
  login(assertion: PasskeyAssertion & { deviceName?: string }): Promise<Result<SignInResult>> {
    return this.#signIn.begin("/auth/passkeys/login/verify", { ...assertion, ...this.#signIn.device });
  }

  /** The newest first. */
  list(query: { limit?: number; cursor?: string } = {}): Promise<Result<Page<Passkey>>> {
    return this.#transport.request("GET", "/me/passkeys", { query });
  }

  rename(passkeyId: string, name: string): Promise<Result<Passkey>> {
    return this.#transport.request("PATCH", `/me/passkeys/${passkeyId}`, { body: { name } });
  }

  /** `STEP_UP_REQUIRED`; `LAST_CREDENTIAL` when it is the last way in. */
  remove(passkeyId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/me/passkeys/${passkeyId}`);
  }
}
