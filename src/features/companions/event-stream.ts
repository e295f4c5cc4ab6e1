import { ProviderError } from "./provider.ts";

/** Every token comes in an envelope of some hundred bytes; more than this is no answer. */
const maxBytes = 8 * 1024 * 1024;

/**
 * The data of each event of a server-sent stream (https://html.spec.whatwg.org/multipage/server-sent-events.html),
 * as far as model servers use it: names, ids and comments are passed over.
 *
 * @throws ProviderError for a stream without end.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === "") {
      if (data.length > 0) yield data.join("\n");
      data = [];
    } else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  // Some servers end without the blank line that ends an event.
  if (data.length > 0) yield data.join("\n");
}

/** Lines end with CR, LF or both, wherever the network has cut. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const text of readText(body, decoder)) {
    // A CR at the end may be half of a line's end.
    const isCut = text.endsWith("\r");
    const lines = (rest + (isCut ? text.slice(0, -1) : text)).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + (isCut ? "\r" : "");
    yield* lines;
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}

async function* readText(body: ReadableStream<Uint8Array>, decoder: TextDecoder): AsyncGenerator<string> {
  let bytes = 0;
  for await (const chunk of unbroken(body)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ProviderError("TOO_LONG", "the provider's stream has no end");
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function* unbroken(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new ProviderError("UNAVAILABLE", "the connection to the provider broke");
  }
}
