import { type Provider, ProviderError, type ProviderMessage } from "./provider.ts";

const maxCharacters = 32 * 1024;

export type AnswerBounds = {
  firstTokenMs: number;
  totalMs: number;
  /** Ends it early: nobody wants the answer any more. */
  signal: AbortSignal;
};

/**
 * The whole answer of a provider, within its time and size.
 *
 * @param onText is given each piece as it comes.
 * @throws ProviderError when there is no whole answer; the signal's reason when it was ended early.
 */
export async function readBounded(
  provider: Provider,
  messages: ProviderMessage[],
  { firstTokenMs, totalMs, signal }: AnswerBounds,
  onText: (text: string) => void,
): Promise<string> {
  const deadline = new AbortController();
  const giveUp = (what: string) => () => deadline.abort(new ProviderError("UNAVAILABLE", `the provider ${what}`));
  const total = setTimeout(giveUp("took too long"), totalMs);
  const first = setTimeout(giveUp("did not begin in time"), firstTokenMs);
  const either = AbortSignal.any([deadline.signal, signal]);
  const pieces = provider.complete(messages, either)[Symbol.asyncIterator]();
  try {
    let answer = "";
    for (;;) {
      const { done, value } = await beforeAbort(pieces.next(), either);
      if (done) break;
      clearTimeout(first);
      answer += value;
      if (answer.length > maxCharacters) throw new ProviderError("TOO_LONG", "the provider's answer is too long");
      onText(value);
    }
    if (answer.trim() === "") throw new ProviderError("UNAVAILABLE", "the provider's answer is empty");
    return answer.toWellFormed();
  } finally {
    clearTimeout(first);
    clearTimeout(total);
    deadline.abort();
    // A provider that hangs is not waited for.
    void pieces.return?.().then(undefined, () => undefined);
  }
}

/** A provider need not heed the signal. */
async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } catch (error) {
    // What an aborted read says is but a consequence.
    work.catch(() => undefined);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
