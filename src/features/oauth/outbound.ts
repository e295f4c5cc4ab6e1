const timeoutMs = 5_000;
const maxBytes = 1024 * 1024;

/** A provider that cannot be reached, is too slow, says too much, or sends us elsewhere. */
export class ProviderFailure extends Error {
  override name = "ProviderFailure";
}

/** What is asked of a provider; the signal is ours. */
export type OutboundRequest = {
  method: string;
  headers: Record<string, string>;
  body?: BodyInit | null | undefined;
};

/**
 * Asks a provider: at most 5 s and 1 MiB, and no redirect is followed, so that whatever a provider does
 * costs a bounded effort and reaches no host that was not asked for.
 *
 * @throws ProviderFailure also for the statuses 3xx, 429 and 5xx.
 */
export async function askProvider(url: string, { method, headers, body }: OutboundRequest): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method, headers, body: body ?? null, redirect: "manual", signal });
    const { status } = response;
    if (status >= 500 || status === 429 || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      throw new ProviderFailure(`the provider answered with ${status}`);
    }
    const type = response.headers.get("content-type");
    const answer = { status, headers: type === null ? {} : { "content-type": type } };
    return new Response(await readBounded(response), answer);
  } catch (error) {
    if (error instanceof ProviderFailure) throw error;
    throw new ProviderFailure("the provider cannot be reached", { cause: error });
  }
}

async function readBounded(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString("utf8");
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new ProviderFailure("the provider's answer is too large");
    }
    chunks.push(value);
  }
}
