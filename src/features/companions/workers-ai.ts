import { readAnswer } from "./model-stream.ts";
import { type Provider, ProviderError } from "./provider.ts";

/** The binding `AI`, as far as it is used (https://developers.cloudflare.com/workers-ai/configuration/bindings/). */
export type AiBinding = {
  run(model: string, input: { messages: object[]; stream: true }): Promise<unknown>;
};

/** Cloudflare's own models. The binding takes no signal: who gives up stops reading. */
export function createWorkersAiProvider(binding: AiBinding, model: string): Provider {
  return {
    async *complete(messages) {
      const stream = await run(binding, model, messages);
      if (!(stream instanceof ReadableStream))
        throw new ProviderError("UNAVAILABLE", "Workers AI answered with no stream");
      yield* readAnswer(stream);
    },
  };
}

/** 5004, 5005 and 5007 are input that does not fit and models that do not exist; 3006 is a request that is too large. */
async function run(binding: AiBinding, model: string, messages: object[]): Promise<unknown> {
  try {
    return await binding.run(model, { messages, stream: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const code = /\b(\d{4})\b/.exec(message)?.[1] ?? "";
    if (code === "3006") throw new ProviderError("TOO_LONG", "Workers AI answered 3006");
    if (["5004", "5005", "5007"].includes(code))
      throw new ProviderError("MISCONFIGURED", `Workers AI answered ${code}`);
    throw new ProviderError("UNAVAILABLE", `Workers AI failed ${code}`.trim());
  }
}
