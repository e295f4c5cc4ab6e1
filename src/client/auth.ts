import type { Login, LoginResult, VerifyEmail } from "../features/sign-in/contract.ts";
import type { Register } from "../features/users/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What the caller gives; how tokens travel is the client's own setting. */
type Sent<T> = T extends unknown ? Omit<T, "tokenTransport"> : never;

/** Signing up, in and out, and passwords. */
export class Auth {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Asks for an account. The answer is the same whether or not the email is known; `USERNAME_TAKEN` is told. */
  register(input: Register): Promise<Result<{ status: "verification_sent" }>> {
    return this.#post("/auth/register", input);
  }

  /** Confirms the address with the mail's token, or with its code and the email, and signs in. `TOKEN_INVALID`. */
  verifyEmail(input: Sent<VerifyEmail>): Promise<Result<LoginResult>> {
    return this.#signIn("/auth/verify-email", input);
  }

  resendVerification(email: string): Promise<Result<null>> {
    return this.#post("/auth/verify-email/resend", { email });
  }

  /** `INVALID_CREDENTIALS` whether the address is unknown, unverified, or the password wrong. */
  login(input: Sent<Login>): Promise<Result<LoginResult>> {
    return this.#signIn("/auth/login", input);
  }

  /** Renews the access token. Calls do so by themselves; at the start it tells whether there is a session. */
  async refresh(): Promise<Result<null>> {
    const { error } = await this.#transport.access.renew();
    return error ? { data: null, error } : { data: null, error: null };
  }

  /** Ends the session here and on the server. On failure nobody is signed out, so that it can be tried again. */
  async logout(): Promise<Result<null>> {
    const { access } = this.#transport;
    // The server closes this session's sockets before it answers; that is no surprise then.
    access.isLeaving = true;
    const result = await this.#transport.request<null>("POST", "/auth/logout");
    if (!result.error || result.error.status === 401) access.end("signed-out");
    access.isLeaving = false;
    return result;
  }

  /** Mails a link to set a new password, if the address has an account; the answer does not say. */
  forgotPassword(email: string): Promise<Result<null>> {
    return this.#post("/auth/password/forgot", { email });
  }

  /** Sets a new password by the mail's token and ends all sessions. `TOKEN_INVALID`. */
  resetPassword(input: { token: string; password: string }): Promise<Result<null>> {
    return this.#post("/auth/password/reset", input);
  }

  /** Ends all other sessions. `WRONG_CREDENTIAL` when the current password is wrong. */
  changePassword(input: { currentPassword: string; newPassword: string }): Promise<Result<null>> {
    return this.#transport.request("POST", "/auth/password/change", { body: input });
  }

  #post<T>(path: string, body: unknown): Promise<Result<T>> {
    return this.#transport.request<T>("POST", path, { body, auth: "none" });
  }

  async #signIn(path: string, input: object): Promise<Result<LoginResult>> {
    const tokenTransport = this.#transport.options.tokenTransport ?? "cookie";
    const result = await this.#post<LoginResult>(path, { ...input, tokenTransport });
    if (!result.error) this.#transport.access.accept(result.data);
    return result;
  }
}
