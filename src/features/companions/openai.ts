import { readAnswer } from "./model-stream.ts";
import { type Provider, ProviderError, type ProviderMessage } from "./provider.ts";

type Settings = { baseUrl: string; apiKey: string | undefined; model: string };

const maxProblemBytes = 4_096;

/** Any server of OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat. */
export function createOpenAiProvider(settings: Settings): Provider {
  return {
    async *complete(messages, signal) {
      const response = await ask(settings, messages, signal);
      if (!response.ok) throw await problemOf(response);
      const type = response.headers.get("content-type") ?? "";
      if (!response.body || !type.startsWith("text/event-stream")) {
        await response.body?.cancel();
        throw new ProviderError("UNAVAILABLE", "the provider answered with no stream");
      }
      yield* readAnswer(response.body);
    },
  };
}

async function ask({ baseUrl, apiKey, model }: Settings, messages: ProviderMessage[], signal: AbortSignal) {
  try {
    return await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({ model, messages, stream: true }),
      signal,
    });
  } catch {
    throw new ProviderError("UNAVAILABLE", "the provider could not be reached");
  }
}

/** What a status means. Of the body only its code is read: the rest may repeat what people wrote. */
async function problemOf(response: Response): Promise<ProviderError> {
  const { status } = response;
  const start = await readStart(response.body);
  const message = `the provider answered ${status}`;
  if (status >= 500 || [408, 409, 425, 429].includes(status)) return new ProviderError("UNAVAILABLE", message);
  if (status === 413 || start.includes("context_length_exceeded")) return new ProviderError("TOO_LONG", message);
  if (/content_filter|content_policy_violation/.test(start)) return new ProviderError("REFUSED", message);
  return new ProviderError("MISCONFIGURED", message);
}

async function readStart(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= maxProblemBytes) break;
    }
  } catch {
    // The status alone says enough.
  }
  return text.slice(0, maxProblemBytes);
}
