import { ProviderError } from "./provider.ts";

const timeoutMs = 10_000;
const maxAnswerBytes = 16 * 1024;
const maxRetryAfterMs = 3_600_000;

export type Answer = { status: number; headers: Headers; text: string };

/**
 * Asks a provider over HTTP: at most 10 s, 16 KiB of answer, and no redirect is followed.
 *
 * @throws ProviderError `outage` where it cannot be reached or answers 5xx or a redirect, `busy` for a 429.
 */
export async function post(
  deps: { now(): number },
  url: string,
  { headers, body }: { headers: Record<string, string> | Headers; body: BodyInit },
): Promise<Answer> {
  const answer = await ask(url, { headers, body });
  const { status } = answer;
  if (status === 429) {
    throw new ProviderError("busy", "the provider answered 429", retryAfterMs(deps, answer.headers));
  }
  if (status >= 500 || status === 408 || (status >= 300 && status < 400)) {
    const after = answer.headers.has("retry-after") ? retryAfterMs(deps, answer.headers) : undefined;
    throw new ProviderError("outage", `the provider answered ${status}`, after, { status });
  }
  return answer;
}

async function ask(url: string, init: { headers: HeadersInit; body: BodyInit }): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: "POST", redirect: "manual", signal, ...init });
    return { status: response.status, headers: response.headers, text: await readStart(response.body) };
  } catch (error) {
    // The runtime's own words may name the address, which for a push is a secret.
    const isLate = error instanceof Error && error.name === "TimeoutError";
    throw new ProviderError("outage", isLate ? "the provider takes too long" : "the provider cannot be reached");
  }
}

/** What it said; the rest of an answer that does not end is left where it is. */
async function readStart(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= maxAnswerBytes) break;
  }
  return text.slice(0, maxAnswerBytes);
}

/** Seconds or a date (RFC 9110 §10.2.3); a minute where it does not say, and never more than an hour. */
function retryAfterMs(deps: { now(): number }, headers: Headers): number {
  const text = headers.get("retry-after") ?? "60";
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - deps.now();
  return Number.isNaN(waitMs) ? 60_000 : Math.min(maxRetryAfterMs, Math.max(0, waitMs));
}

/** The JSON of an answer, where it is some. */
export function jsonOf({ text }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a 4xx means when nothing in its body says more. */
export function refusalOf(provider: string, { status }: Answer, detail = ""): ProviderError {
  const kind = [401, 403, 404, 405].includes(status) ? "misconfigured" : "rejected";
  return new ProviderError(kind, `${provider} answered ${status}${detail && `: ${detail}`}`);
}
