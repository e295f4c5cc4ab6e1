import type { MfaEnabled, MfaStatus, TotpSetup } from "../features/mfa/contract.ts";
import type { RememberedDevice } from "../features/sessions/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { type Result, succeed } from "./result.ts";
import type { Transport } from "./transport.ts";

type BackupCodes = { backupCodes: string[] };

/** Two-factor authentication. What weakens it is refused with `STEP_UP_REQUIRED` until the user proves a factor. */
export class TwoFactor {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  status(): Promise<Result<MfaStatus>> {
    return this.#transport.request("GET", "/2fa/status");
  }

  /** A secret for an authenticator app, which counts once {@link enable} has had a code of it. `MFA_ALREADY_ENABLED`. */
  setUp(): Promise<Result<TotpSetup>> {
    return this.#transport.request("POST", "/2fa/setup");
  }

  /** Turns it on, and gives the ten backup codes, this once. `WRONG_CREDENTIAL`. */
  async enable(code: string): Promise<Result<BackupCodes>> {
    const { data, error } = await this.#transport.request<MfaEnabled>("POST", "/2fa/verify", { body: { code } });
    if (error) return { data: null, error };
    this.#transport.access.freshen(data);
    return succeed({ backupCodes: data.backupCodes });
  }

  /** Turns it off, and ends all other sessions. */
  disable(): Promise<Result<null>> {
    return this.#transport.request("POST", "/2fa/disable");
  }

  /** Ten new backup codes, given this once, in place of all others. */
  replaceBackupCodes(): Promise<Result<BackupCodes>> {
    return this.#transport.request("POST", "/2fa/backup-codes");
  }

  /** Lets codes be mailed to the account's address. */
  addEmail(): Promise<Result<null>> {
    return this.#transport.request("PUT", "/2fa/methods/email");
  }

  removeEmail(): Promise<Result<null>> {
    return this.#transport.request("DELETE", "/2fa/methods/email");
  }

  /**
   * Lets codes be sent to a phone (`+96550001234`): the first call, without a code, sends one there; the
   * second, with it, adds the number. `CONFLICT` where no SMS can be sent, `WRONG_CREDENTIAL`, `RATE_LIMITED`.
   */
  addSms(input: { phone: string; code?: string }): Promise<Result<null>> {
    return this.#transport.request("PUT", "/2fa/methods/sms", { body: input });
  }

  removeSms(): Promise<Result<null>> {
    return this.#transport.request("DELETE", "/2fa/methods/sms");
  }

  /** The devices that stand for the second factor. */
  devices(): Promise<Result<Page<RememberedDevice>>> {
    return this.#transport.request("GET", "/2fa/devices");
  }

  /** Has that device asked for the second factor again. */
  forgetDevice(deviceId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/2fa/devices/${deviceId}`);
  }
}
