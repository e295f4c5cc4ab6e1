import type { Keyring } from "../crypto/keyring.ts";
import type { DatabaseDeps } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import type { Logger } from "../log/logger.ts";
import { auditEntries } from "./schema.ts";

export interface AuditDeps extends DatabaseDeps {
  now(): number;
  log: Logger;
  keyring: Keyring;
}

export type AuditEntry = typeof auditEntries.$inferSelect;

/** What there is to tell of one act. Text of any origin may be in it; it is made harmless here. */
export type AuditFacts = Omit<AuditEntry, "id" | "at" | "mac" | "seq" | "chainMac">;

const maxText = 256;
const maxDetails = 20;
const rowPurpose = "audit-row";

/** Writes one entry. Nobody is kept from acting by a log that cannot be written: it goes to the other log, whole. */
export async function recordAct(deps: AuditDeps, facts: AuditFacts): Promise<void> {
  const content = { ...harmless(facts), id: newId("aud"), at: deps.now() };
  try {
    const mac = deps.keyring.mac(rowPurpose, canonical(content));
    await deps.db.insert(auditEntries).values({ ...content, mac });
  } catch (error) {
    deps.log.error("an audit entry was not written", error, { entry: content });
  }
}

/** Whether the service wrote this entry, and nobody has altered it since. */
export function isGenuine(deps: Pick<AuditDeps, "keyring">, entry: AuditEntry): boolean {
  return deps.keyring.macMatches(rowPurpose, canonical(entry), entry.mac);
}

/** One text for one entry, in an order of its own: what is authenticated. */
function canonical(entry: Omit<AuditEntry, "mac" | "seq" | "chainMac">): string {
  const { id, at, action, result, actorId, userId, sessionId, ip, country, city, userAgent, requestId } = entry;
  const details = Object.entries(entry.details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    [id, at, action, result, actorId, userId, sessionId, ip, country, city, userAgent, requestId],
    details,
  ]);
}

function harmless(facts: AuditFacts): AuditFacts {
  const details = Object.entries(facts.details).slice(0, maxDetails);
  return {
    ...facts,
    action: cleanText(facts.action),
    result: cleanText(facts.result),
    ip: cleanText(facts.ip),
    country: facts.country && cleanText(facts.country),
    city: facts.city && cleanText(facts.city),
    userAgent: facts.userAgent && cleanText(facts.userAgent),
    details: Object.fromEntries(details.map(([name, value]) => [cleanText(name), cleanText(value)])),
  };
}

/** Line ends and escape sequences would forge entries on the screen of who reads them, and so would text that runs backwards. */
function cleanText(text: string): string {
  return text
    .slice(0, maxText)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
