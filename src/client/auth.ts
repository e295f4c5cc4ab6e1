import type { FreshToken, SentMethod, StepUp } from "../features/mfa/contract.ts";
import type { Login, LoginResult, ProveFactor, VerifyEmail } from "../features/sign-in/contract.ts";
import type { PasswordStrength, Register } from "../features/users/contract.ts";
import type { Result } from "./result.ts";
import type { Sent, SignIn, SignInResult } from "./sign-in.ts";
import type { Transport } from "./transport.ts";

/** Signing up, in and out, passwords, and proving who one is. */
export class Auth {
  readonly #transport: Transport;
  readonly #signIn: SignIn;

  constructor(transport: Transport, signIn: SignIn) {
    this.#transport = transport;
    this.#signIn = signIn;
  }

  /** Asks for an account. The answer is the same whether or not the email is known; `USERNAME_TAKEN` is told. */
  register(input: Register): Promise<Result<{ status: "verification_sent" }>> {
    return this.#post("/auth/register", input);
  }

  /** Confirms the address with the mail's token, or with its code and the email, and signs in. `TOKEN_INVALID`. */
  verifyEmail(input: Sent<VerifyEmail>): Promise<Result<SignInResult>> {
    return this.#signIn.begin("/auth/verify-email", input);
  }

  resendVerification(email: string): Promise<Result<null>> {
    return this.#post("/auth/verify-email/resend", { email });
  }

  /**
   * Signs in, or, where `mfaRequired`, gives the challenge to be answered with {@link proveFactor}.
   * `INVALID_CREDENTIALS` whether the address is unknown, unverified, or the password wrong; `ACCOUNT_LOCKED`,
   * `PASSWORD_EXPIRED`.
   */
  login(input: Sent<Login>): Promise<Result<SignInResult>> {
    return this.#signIn.begin("/auth/login", { ...input, ...this.#signIn.device });
  }

  /** Answers a challenge and signs in. `INVALID_CREDENTIALS` for a wrong code, `CHALLENGE_EXPIRED`, `ACCOUNT_LOCKED`. */
  proveFactor(input: Sent<ProveFactor>): Promise<Result<LoginResult>> {
    return this.#signIn.finish("/auth/mfa/verify", { ...input, ...this.#signIn.device });
  }

  /** The same by one of the backup codes, of which each works once. */
  useBackupCode(input: { challengeToken: string; code: string }): Promise<Result<LoginResult>> {
    return this.#signIn.finish("/2fa/backup-code", { ...input, ...this.#signIn.device });
  }

  /** Has a code for a challenge sent. `CHALLENGE_EXPIRED`, `RATE_LIMITED`. */
  sendFactorCode(input: { challengeToken: string; method: SentMethod }): Promise<Result<null>> {
    return this.#post("/auth/mfa/send", input);
  }

  /** Proves once more that it is the user who asks, for what is refused with `STEP_UP_REQUIRED`. `WRONG_CREDENTIAL`. */
  async stepUp(proof: StepUp): Promise<Result<null>> {
    const { data, error } = await this.#transport.request<FreshToken>("POST", "/auth/step-up", { body: proof });
    if (error) return { data: null, error };
    this.#transport.access.freshen(data);
    return { data: null, error: null };
  }

  /** Has a code for {@link stepUp} sent. `RATE_LIMITED`. */
  sendStepUpCode(method: SentMethod): Promise<Result<null>> {
    return this.#transport.request("POST", "/auth/step-up/send", { body: { method } });
  }

  /** Renews the access token. Calls do so by themselves; at the start it tells whether there is a session. */
  async refresh(): Promise<Result<null>> {
    const { error } = await this.#transport.access.renew();
    return error ? { data: null, error } : { data: null, error: null };
  }

  /** Ends the session here and on the server. On failure nobody is signed out, so that it can be tried again. */
  logout(): Promise<Result<null>> {
    return this.#transport.access.leave(() => this.#transport.request<null>("POST", "/auth/logout"));
  }

  /** Mails a link to set a new password, if the address has an account; the answer does not say. */
  forgotPassword(email: string): Promise<Result<null>> {
    return this.#post("/auth/password/forgot", { email });
  }

  /** Sets a new password by the mail's token and ends all sessions. `TOKEN_INVALID`. */
  resetPassword(input: { token: string; password: string }): Promise<Result<null>> {
    return this.#post("/auth/password/reset", input);
  }

  /**
   * Ends all other sessions. `WRONG_CREDENTIAL` when the current password is wrong; `STEP_UP_REQUIRED` where
   * the account has a second factor.
   */
  changePassword(input: { currentPassword: string; newPassword: string }): Promise<Result<null>> {
    return this.#transport.request("POST", "/auth/password/change", { body: input });
  }

  /** How well a password would hold, and whether it would be accepted; `userInputs` are words it should not be made of. */
  passwordStrength(password: string, userInputs: string[] = []): Promise<Result<PasswordStrength>> {
    return this.#post("/auth/password/strength", { password, userInputs });
  }

  #post<T>(path: string, body: unknown): Promise<Result<T>> {
    return this.#transport.request<T>("POST", path, { body, auth: "none" });
  }
}
