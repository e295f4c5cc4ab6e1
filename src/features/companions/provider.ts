import type { CompanionFailureCode } from "../chat/contract.ts";

export type ProviderMessage = { role: "system" | "user" | "assistant"; content: string };

/** Whoever thinks of the answers. */
export type Provider = {
  /**
   * Streams the answer to a talk, piece by piece.
   *
   * @throws ProviderError when there is no whole answer.
   */
  complete(messages: ProviderMessage[], signal: AbortSignal): AsyncIterable<string>;
};

/** There is no whole answer; `isFinal` where another try would end the same. The message is for operators. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: CompanionFailureCode;

  constructor(code: CompanionFailureCode, message: string) {
    super(message);
    this.code = code;
  }

  get isFinal(): boolean {
    return this.code !== "UNAVAILABLE";
  }
}
