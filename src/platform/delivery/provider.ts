import { describeError } from "../log/logger.ts";

/** What becomes of a message that a provider did not take. */
export type FailureKind =
  /** It does not work, or cannot be reached: others are tried, it is tried again, and its breaker counts it. */
  | "outage"
  /** It works, and wants less, or later: others are tried, and it is tried again. */
  | "busy"
  /** It does not know us, or not as we are configured: trying again is in vain, and its breaker counts it. */
  | "misconfigured"
  /** It will never take this message. */
  | "rejected"
  /** Nobody can be reached there: nothing more is sent to that address. */
  | "bad_address";

/** Why a provider did not take a message. It never repeats what was said to the provider, which may be a password. */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly kind: FailureKind;
  /** How long the provider wants to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** Whether that goes for every message, and not for this one alone. */
  readonly isForAll: boolean;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number, { isForAll } = { isForAll: true }) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.isForAll = isForAll;
  }
}

/** Who takes one kind of message. */
export type Provider<Message> = {
  name: string;
  /** It is no outside provider but our own table: it has no breaker. */
  isLocal?: boolean;
  /** Which messages are its own, where it takes not all of them. */
  takes?(message: Message): boolean;
  /**
   * Hands a message over. The key is the same for every try, so that a provider can tell a repeat.
   *
   * @throws ProviderError; anything else counts as an outage.
   */
  send(message: Message, idempotencyKey: string): Promise<void>;
};

/** What happened, whatever was thrown; of other errors only what may be written down. */
export function failureOf(error: unknown): ProviderError {
  return error instanceof ProviderError ? error : new ProviderError("outage", describeError(error).error);
}
