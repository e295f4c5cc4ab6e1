import { z } from "zod";
import { readEvents } from "./event-stream.ts";
import { ProviderError } from "./provider.ts";

/** One event of a model: in OpenAI's shape, or in the older one of Workers AI. */
const ModelEvent = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  response: z.string().nullish(),
  error: z.unknown().optional(),
});

/**
 * The pieces of an answer out of a model's stream.
 *
 * @throws ProviderError for what is no such stream, was refused, or ends before the answer does.
 */
export async function* readAnswer(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let isWhole = false;
  for await (const data of readEvents(body)) {
    if (data.trim() === "[DONE]") {
      isWhole = true;
      break;
    }
    const { response, choices, error } = parse(data);
    if (error !== undefined && error !== null)
      throw new ProviderError("UNAVAILABLE", "the provider failed in its stream");
    const [choice] = choices ?? [];
    const text = choice?.delta?.content ?? response;
    if (text) yield text;
    if (choice?.delta?.refusal) throw new ProviderError("REFUSED", "the model refused");
    isWhole = endsWhole(choice?.finish_reason) || isWhole;
  }
  if (!isWhole) throw new ProviderError("UNAVAILABLE", "the provider's stream was cut off");
}

function endsWhole(reason: string | null | undefined): boolean {
  if (reason === "length") throw new ProviderError("TOO_LONG", "the model's answer reached its limit");
  if (reason === "content_filter") throw new ProviderError("REFUSED", "the provider's filter refused");
  return reason !== null && reason !== undefined && reason !== "";
}

function parse(data: string): z.infer<typeof ModelEvent> {
  try {
    return ModelEvent.parse(JSON.parse(data));
  } catch {
    throw new ProviderError("UNAVAILABLE", "the provider's stream is no model's");
  }
}
