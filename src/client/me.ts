import type { SecurityEvent } from "../features/security/contract.ts";
import type { UpdateProfile, User } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** The signed-in user. */
export class Me {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(): Promise<Result<User>> {
    return this.#transport.request("GET", "/me");
  }

  /** Changes the fields given. `USERNAME_TAKEN`. */
  update(input: UpdateProfile): Promise<Result<User>> {
    return this.#transport.request("PATCH", "/me", { body: input });
  }

  /** Asks to move to another address, which gets a mail with a link and a code. `STEP_UP_REQUIRED`. */
  changeEmail(email: string): Promise<Result<null>> {
    return this.#transport.request("POST", "/me/email", { body: { email } });
  }

  /** Moves to the new address by its mail's token or code, and ends all other sessions. `TOKEN_INVALID`. */
  verifyEmail(proof: { token: string } | { code: string }): Promise<Result<User>> {
    return this.#transport.request("POST", "/me/email/verify", { body: proof });
  }

  /** What happened to the account's security, newest first: all of it, certain `actions`, what was `refused`. */
  securityEvents({
    actions,
    refused,
    ...page
  }: { limit?: number; cursor?: string; actions?: string[]; refused?: true } = {}): Promise<
    Result<Page<SecurityEvent>>
  > {
    const query = { ...page, ...(actions && { actions: actions.join(",") }), ...(refused && { refused }) };
    return this.#transport.request("GET", "/me/security-events", { query });
  }
}
