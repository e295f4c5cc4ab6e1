import { describeError } from "../log/logger.ts";

/** What becomes of a message that a provider did not take. */
export type FailureKind =
  /** It does not work, or cannot be reached: others are tried, it is tried again, and its breaker counts it. */
  | "outage"
  /** It works, and wants less, or later: others are tried, and it is tried again. */
  | "busy"
  /**
   * It does not know us, or not as we are configured: others are tried, and it is tried again, for somebody may put
   * that right meanwhile; its breaker counts it.
   */
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
  /** Whether that goes for every message, and not for this one alone: what does not, no breaker counts. */
  readonly isForAll: boolean;
  /** What it answered over HTTP; undefined where it did not. */
  readonly status: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    retryAfterMs?: number,
    { isForAll = true, status }: { isForAll?: boolean; status?: number | undefined } = {},
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.isForAll = isForAll;
    this.status = status;
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
   * Who chose where a message goes, where that is not ours to say: failures that follow each other open the breaker
   * only where several have chosen, so that nobody opens it for all.
   */
  chosenBy?(message: Message): string;
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

/** Servers like to repeat whom a message is for, and that is to stand nowhere in the clear: no mail address is left. */
export function withoutAddress(error: ProviderError, address: string): ProviderError {
  const { kind, retryAfterMs, isForAll, status } = error;
  const itself = new RegExp(address.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), "gi");
  const message = error.message
    .slice(0, 1_000)
    .replaceAll(itself, "…")
    .replaceAll(/[^\s<>()",:;]+@[^\s<>()",:;]+/g, "…");
  return new ProviderError(kind, message, retryAfterMs, { isForAll, status });
}
