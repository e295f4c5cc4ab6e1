import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

/** One place where something was written: a row, a line of the log, a queue's message. */
export type Written = {
  where: string;
  text: string;
  /** Whom it went to, where it is a message that was sent. */
  recipient?: string;
};

/** A secret to be looked for, and whom it was sent to, if it was sent. */
export type Canary = { name: string; value: string; sentTo?: string };

/** Where a canary stands in clear, other than in the message that brought it to its owner. */
export function leaksOf(canary: Canary, everything: Written[]): string[] {
  const forms = formsOf(canary.value);
  const places = everything.filter(({ text }) => forms.some((form) => holds(text, form)));
  const isOwners = ({ recipient }: Written) => recipient !== undefined && recipient === canary.sentTo;
  return places.filter((place) => !isOwners(place)).map(({ where }) => `${canary.name} is in ${where}`);
}

/** Six digits turn up by chance within longer numbers and names: there they must stand alone. */
function holds(text: string, form: string): boolean {
  if (form.length > 12) return text.includes(form);
  return new RegExp(`(?<![\\w.+-])${form.replaceAll(/[^\w]/g, "\\$&")}(?![\\w.-])`).test(text);
}

/** A secret as it is, in the usual encodings, and by the digests that could be guessed at. */
function formsOf(value: string): string[] {
  const isShort = value.length < 40;
  const parts = value.split(".").filter((part) => part.length >= 40);
  const bytes = [Buffer.from(value), ...(/^[\w-]{43}$/.test(value) ? [Buffer.from(value, "base64url")] : [])];
  // A digest of 256 random bits gives nothing away; one of a code or a password does.
  if (isShort) bytes.push(...["sha256", "sha1"].map((name) => createHash(name).update(value).digest()));
  const encoded = bytes.flatMap((one) => [
    one.toString("hex"),
    one.toString("base64").replaceAll("=", ""),
    one.toString("base64url"),
  ]);
  return [...new Set([value, value.replaceAll("-", ""), JSON.stringify(value).slice(1, -1), ...parts, ...encoded])];
}

/** Every row of every table of the database. */
export async function dumpDatabase(): Promise<Written[]> {
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const dumps = tables.map(async ({ name }) => {
    const { results } = await env.DB.prepare(`SELECT * FROM "${name}"`).all();
    return results.map((row) => ({
      where: `table ${name}`,
      text: textOf(row),
      ...(name === "outbox" && { recipient: String(row["recipient"]) }),
    }));
  });
  return (await Promise.all(dumps)).flat();
}

/** Everything that the Durable Objects keep: their tables, their values, and what their sockets remember. */
export async function dumpObjects(): Promise<Written[]> {
  const dumps = (["USER_HUB", "CHAT_ROOM", "RATE_LIMITER"] as const).map(async (name) => {
    const namespace: DurableObjectNamespace = env[name];
    const ids = await listDurableObjectIds(namespace);
    const objects = await Promise.all(ids.map((id) => runInDurableObject(namespace.get(id), dumpObject)));
    return objects.flat().map(({ where, text }) => ({ where: `${name} ${where}`, text }));
  });
  return (await Promise.all(dumps)).flat();
}

async function dumpObject(_: unknown, state: DurableObjectState): Promise<Written[]> {
  const { storage } = state;
  const tables = storage.sql
    .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .toArray()
    .filter(({ name }) => !/^(?:sqlite|_cf)_/.test(name));
  const rows = tables.flatMap(({ name }) =>
    storage.sql
      .exec(`SELECT * FROM "${name}"`)
      .toArray()
      .map((row) => ({ where: `table ${name}`, text: textOf(row) })),
  );
  const values = [...(await storage.list())].map((pair) => ({ where: "values", text: textOf(pair) }));
  const sockets = state.getWebSockets().map((socket) => ({
    where: "sockets",
    text: textOf(socket.deserializeAttachment()),
  }));
  return [...rows, ...values, ...sockets];
}

/** A value as text; bytes as the text that they may be, and as hexadecimal digits. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    const bytes = bytesIn(inner);
    return bytes ? [bytes.toString("latin1"), bytes.toString("hex")] : inner;
  });
}

function bytesIn(value: unknown): Buffer | undefined {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const isByteArray = Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one));
  return isByteArray ? Buffer.from(value) : undefined;
}
