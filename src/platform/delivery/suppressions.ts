import { and, desc, eq, lt, or } from "drizzle-orm";
import { digest } from "../crypto/digest.ts";
import { decodeCursor, toPage } from "../db/cursor.ts";
import type { DatabaseDeps } from "../db/database.ts";
import type { Page } from "../http/contract.ts";
import { newId } from "../ids/typeid.ts";
import { type Channel, suppressedAddresses } from "./schema.ts";

export interface SuppressionDeps extends DatabaseDeps {
  now(): number;
}

export type Suppression = typeof suppressedAddresses.$inferSelect;

/** A push service never gives an endpoint anew that is gone, so nobody asks for it for long. */
const pushKeptMs = 30 * 24 * 3600 * 1000;

/** Has nothing more sent to an address. One that is there already stays as it is. */
export async function suppressAddress(
  deps: SuppressionDeps,
  channel: Channel,
  address: string,
  { provider, reason }: { provider: string; reason: string },
): Promise<void> {
  await deps.db
    .insert(suppressedAddresses)
    .values({
      id: newId("supp"),
      channel,
      addressDigest: digestOf(channel, address),
      hint: hintOf(channel, address),
      provider,
      reason: reason.slice(0, 300),
      at: deps.now(),
    })
    .onConflictDoNothing();
}

export async function isSuppressed(deps: DatabaseDeps, channel: Channel, address: string): Promise<boolean> {
  const row = await deps.db
    .select({ id: suppressedAddresses.id })
    .from(suppressedAddresses)
    .where(eq(suppressedAddresses.addressDigest, digestOf(channel, address)))
    .get();
  return row !== undefined;
}

/** What is suppressed, the newest first; or one address, on whichever channel. */
export async function listSuppressions(
  deps: DatabaseDeps,
  { limit, cursor, address }: { limit: number; cursor?: string | undefined; address?: string | undefined },
): Promise<Page<Suppression>> {
  const after = decodeCursor<[number, string]>(cursor, [0, ""]);
  const { at, id, addressDigest } = suppressedAddresses;
  const rows = await deps.db
    .select()
    .from(suppressedAddresses)
    .where(
      and(
        after && or(lt(at, after[0]), and(eq(at, after[0]), lt(id, after[1]))),
        address === undefined
          ? undefined
          : or(...(["email", "sms", "whatsapp"] as const).map((one) => eq(addressDigest, digestOf(one, address)))),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit + 1);
  return toPage(rows, limit, (row) => [row.at, row.id]);
}

/** Lets an address be tried again. @returns whether it was suppressed. */
export async function removeSuppression(deps: DatabaseDeps, id: string): Promise<boolean> {
  const [removed] = await deps.db
    .delete(suppressedAddresses)
    .where(eq(suppressedAddresses.id, id))
    .returning({ id: suppressedAddresses.id });
  return removed !== undefined;
}

export async function pruneSuppressions(deps: SuppressionDeps): Promise<void> {
  const { channel, at } = suppressedAddresses;
  await deps.db.delete(suppressedAddresses).where(and(eq(channel, "push"), lt(at, deps.now() - pushKeptMs)));
}

function digestOf(channel: Channel, address: string): string {
  return digest(`${channel}:${channel === "email" ? address.toLowerCase() : address.replaceAll(/[\s()]/g, "")}`);
}

/** `a…@example.com`, `+965…34`; of a push endpoint, which is a secret, its host. */
function hintOf(channel: Channel, address: string): string {
  if (channel === "push") return URL.canParse(address) ? new URL(address).host : "";
  if (channel !== "email") return `${address.slice(0, 4)}…${address.slice(-2)}`;
  return `${address.slice(0, 1)}…${address.slice(address.lastIndexOf("@"))}`;
}
