import { desc, eq, lt } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import type { MailProvider } from "./mail.ts";
import { outbox } from "./schema.ts";
import type { SmsProvider } from "./send-sms.ts";

export interface OutboxDeps extends DatabaseDeps {
  now(): number;
}

const keptMs = 7 * 24 * 3600 * 1000;

/** Keeps mails instead of sending them, for `/dev/outbox`. */
export function createOutboxProvider(deps: OutboxDeps): MailProvider {
  return {
    name: "outbox",
    async send({ to, ...mail }, idempotencyKey) {
      await deps.db
        .insert(outbox)
        .values({ id: idempotencyKey, channel: "email", recipient: to, ...mail, createdAt: deps.now() })
        .onConflictDoNothing();
    },
  };
}

/** The same for messages to phones. */
export function createOutboxSmsProvider(deps: OutboxDeps): SmsProvider {
  return {
    name: "outbox",
    async send({ to, ...sms }, idempotencyKey) {
      await deps.db
        .insert(outbox)
        .values({ id: idempotencyKey, channel: "sms", recipient: to, ...sms, createdAt: deps.now() })
        .onConflictDoNothing();
    },
  };
}

/** What was kept, newest first: all of it, or what went to one recipient. */
export async function listOutbox(deps: OutboxDeps, recipient?: string) {
  const rows = await deps.db
    .select()
    .from(outbox)
    .where(recipient === undefined ? undefined : eq(outbox.recipient, recipient.toLowerCase()))
    .orderBy(desc(outbox.createdAt), desc(outbox.id))
    .limit(200);
  return rows.map(({ id: _, recipient: to, createdAt, ...message }) => ({
    ...message,
    to,
    createdAt: new Date(createdAt).toISOString(),
  }));
}

export async function pruneOutbox(deps: OutboxDeps): Promise<void> {
  await deps.db.delete(outbox).where(lt(outbox.createdAt, deps.now() - keptMs));
}
