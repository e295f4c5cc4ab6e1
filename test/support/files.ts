import { env } from "cloudflare:workers";
import type { Person } from "./people.ts";

/** What tests look at of an uploaded file. */
export type File = { id: string; name: string; type: string; size: number; url: string };

type Sending = { name?: string; type?: string; headers?: Record<string, string> };

export const bytesOf = (text: string) => new TextEncoder().encode(text);

/** So many bytes that begin as a PNG does. */
export function pngOf(size = 64): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  for (let at = 8; at < size; at += 1) bytes[at] = at % 251;
  return bytes;
}

/** A body that comes in pieces, and ends or breaks off. */
export function streamOf(pieces: Uint8Array[], breaksOff = false): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else if (breaksOff) controller.error(new Error("the sender went away"));
      else controller.close();
    },
  });
}

/** Uploads a body; its length is told where it is known. */
export function send(person: Person, body: BodyInit, { name, type, headers }: Sending = {}): Promise<Response> {
  const query = name === undefined ? "" : `?name=${encodeURIComponent(name)}`;
  const length = body instanceof Uint8Array ? { "content-length": String(body.length) } : {};
  const declared = type === undefined ? {} : { "content-type": type };
  return person.call("POST", `/api/v1/attachments${query}`, { body, headers: { ...length, ...declared, ...headers } });
}

export async function upload(person: Person, body: BodyInit = pngOf(), sending: Sending = {}): Promise<File> {
  return (await send(person, body, sending)).json<File>();
}

/** Fetches a file's content. */
export function fetchFile(person: Person, { url }: { url: string }, headers: Record<string, string> = {}) {
  return person.call("GET", url, { headers });
}

/** What is stored of somebody's files: rows, and objects. */
export async function storedFiles(person: Person): Promise<{ rows: { id: string; state: string }[]; keys: string[] }> {
  const { results: rows } = await env.DB.prepare("SELECT id, state FROM attachments WHERE owner_id = ?")
    .bind(person.id)
    .all<{ id: string; state: string }>();
  const { objects } = await env.FILES.list({ prefix: "attachments/" });
  return { rows, keys: objects.map(({ key }) => key) };
}
