import { desc, eq, lt } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import type { KeptMessage } from "./contract.ts";
import type { MailProvider } from "./mail.ts";
import type { PushProvider } from "./push.ts";
import { outbox } from "./schema.ts";
import type { TextProvider } from "./text-message.ts";

export interface OutboxDeps extends DatabaseDeps {
  now(): number;
}

type Kept = Omit<typeof outbox.$inferInsert, "createdAt">;

const keptMs = 7 * 24 * 3600 * 1000;

/** Keeps mails instead of sending them, for `/dev/outbox`. */
export function createOutboxProvider(deps: OutboxDeps): MailProvider {
  return {
    name: "outbox",
    isLocal: true,
    send: ({ to, template, subject, text, html }, id) =>
      keep(deps, { id, channel: "email", recipient: to, template, subject, text, html }),
  };
}

/** The same for messages to phones. */
export function createTextOutbox(deps: OutboxDeps, channel: "sms" | "whatsapp"): TextProvider {
  return {
    name: "outbox",
    isLocal: true,
    send: ({ to, template, text }, id) => keep(deps, { id, channel, recipient: to, template, text }),
  };
}

/** The same for pushes; their recipient is the endpoint. */
export function createPushOutbox(deps: OutboxDeps): PushProvider {
  return {
    name: "outbox",
    isLocal: true,
    send: ({ subscription, template, payload }, id) =>
      keep(deps, {
        id,
        channel: "push",
        recipient: subscription.endpoint,
        template,
        subject: payload.title,
        text: JSON.stringify(payload),
      }),
  };
}

async function keep(deps: OutboxDeps, message: Kept): Promise<void> {
  await deps.db
    .insert(outbox)
    .values({ ...message, createdAt: deps.now() })
    .onConflictDoNothing();
}

/** What was kept, newest first: all of it, or what went to one recipient. */
export async function listOutbox(deps: OutboxDeps, recipient?: string): Promise<KeptMessage[]> {
  const rows = await deps.db
    .select()
    .from(outbox)
    .where(recipient === undefined ? undefined : eq(outbox.recipient, recipient))
    .orderBy(desc(outbox.createdAt), desc(outbox.id))
    .limit(200);
  return rows.map(render);
}

/** One message that was kept. */
export async function findInOutbox(deps: OutboxDeps, id: string): Promise<KeptMessage | undefined> {
  const row = await deps.db.select().from(outbox).where(eq(outbox.id, id)).get();
  return row && render(row);
}

function render({ recipient: to, createdAt, ...message }: typeof outbox.$inferSelect): KeptMessage {
  return { ...message, to, createdAt: new Date(createdAt).toISOString() };
}

export async function pruneOutbox(deps: OutboxDeps): Promise<void> {
  await deps.db.delete(outbox).where(lt(outbox.createdAt, deps.now() - keptMs));
}
