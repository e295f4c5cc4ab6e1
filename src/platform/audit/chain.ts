import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Config } from "../config/config.ts";
import { commit, GuardFailed, requireChange, type Statement } from "../db/database.ts";
import type { AuditDeps } from "./entry.ts";
import { auditEntries, auditMarks } from "./schema.ts";

export type Mark = { seq: number; chainMac: string };
type MarkName = (typeof auditMarks.$inferSelect)["name"];

/** What the first row is linked to. */
export const origin: Mark = { seq: 0, chainMac: "" };
const linkedAtOnce = 300;
const roundsAtOnce = 20;
const removedAtOnce = 500;
const dayMs = 24 * 3600 * 1000;

/**
 * Gives the rows that have no place yet the next numbers, each authenticated together with all before it.
 * Two at once do no harm: the head is guarded, and whoever comes second has done nothing.
 */
export async function linkAudit(deps: AuditDeps): Promise<void> {
  for (let round = 0; round < roundsAtOnce; round += 1) if ((await linkSome(deps)) < linkedAtOnce) return;
}

/** @returns how many rows had no place. */
async function linkSome(deps: AuditDeps): Promise<number> {
  const rows = await deps.db
    .select({ id: auditEntries.id, mac: auditEntries.mac })
    .from(auditEntries)
    .where(isNull(auditEntries.seq))
    .orderBy(asc(auditEntries.id))
    .limit(linkedAtOnce);
  if (rows.length === 0) return 0;
  const { head } = await readMarks(deps);
  let last = head ?? origin;
  const links: Record<string, Mark> = {};
  for (const { id, mac } of rows) {
    last = { seq: last.seq + 1, chainMac: deps.keyring.mac(chainPurpose, chainText(last, mac)) };
    links[id] = last;
  }
  await commitUnlessOvertaken(deps, [
    ...moveMark(deps, "head", head, last),
    // One statement for all of them: D1 counts statements, not rows.
    deps.db
      .update(auditEntries)
      .set({ seq: linkOf(links, "seq"), chainMac: linkOf(links, "chainMac") })
      .where(
        and(
          isNull(auditEntries.seq),
          inArray(auditEntries.id, sql`(SELECT key FROM json_each(${JSON.stringify(links)}))`),
        ),
      ),
  ]);
  // Standard output goes elsewhere: whoever rewrites the whole database does not rewrite this.
  deps.log.info("the audit log was linked", { seq: last.seq, chainMac: last.chainMac });
  return rows.length;
}

/** What the link of a row says, looked up by the row's id. */
function linkOf(links: Record<string, Mark>, part: keyof Mark) {
  return sql`${JSON.stringify(links)} ->> ('$.' || ${auditEntries.id} || ${`.${part}`})`;
}

/** Removes rows past AUDIT_DAYS from the beginning of the chain, and notes where it begins now. */
export async function pruneAudit(deps: AuditDeps & { config: Config }): Promise<void> {
  if (deps.config.AUDIT_DAYS === 0) return;
  const before = deps.now() - deps.config.AUDIT_DAYS * dayMs;
  const oldest = await deps.db
    .select({ seq: auditEntries.seq, chainMac: auditEntries.chainMac, at: auditEntries.at })
    .from(auditEntries)
    .where(isNotNull(auditEntries.seq))
    .orderBy(asc(auditEntries.seq))
    .limit(removedAtOnce);
  const firstKept = oldest.findIndex(({ at }) => at >= before);
  const last = oldest.slice(0, firstKept === -1 ? oldest.length : firstKept).at(-1);
  if (!last || last.seq === null || last.chainMac === null) return;
  const { start } = await readMarks(deps);
  await commitUnlessOvertaken(deps, [
    ...moveMark(deps, "start", start, { seq: last.seq, chainMac: last.chainMac }),
    deps.db.delete(auditEntries).where(and(gt(auditEntries.seq, 0), lte(auditEntries.seq, last.seq))),
  ]);
}

const chainPurpose = "audit-chain";
const markPurpose = "audit-mark";

function chainText(before: Mark, mac: string): string {
  return `${before.seq + 1}\n${before.chainMac}\n${mac}`;
}

/** Whether a row is the one that was linked after `before`. */
export function follows(deps: AuditDeps, before: Mark, row: { mac: string; chainMac: string | null }): boolean {
  return deps.keyring.macMatches(chainPurpose, chainText(before, row.mac), row.chainMac ?? "");
}

/** Both ends of the chain, where they were marked by the service. @throws Error for one that was forged. */
export async function readMarks(deps: AuditDeps): Promise<{ start: Mark | undefined; head: Mark | undefined }> {
  const rows = await deps.db.select().from(auditMarks);
  const markOf = (name: MarkName) => rows.find((row) => row.name === name && isGenuineMark(deps, row));
  return { start: markOf("start"), head: markOf("head") };
}

function isGenuineMark(deps: AuditDeps, { name, seq, chainMac, mac }: typeof auditMarks.$inferSelect): boolean {
  return deps.keyring.macMatches(markPurpose, `${name}\n${seq}\n${chainMac}`, mac);
}

/** Moves a mark from where it was read; if somebody moved it meanwhile, the batch fails. */
function moveMark(deps: AuditDeps, name: MarkName, from: Mark | undefined, to: Mark): Statement[] {
  const mac = deps.keyring.mac(markPurpose, `${name}\n${to.seq}\n${to.chainMac}`);
  const row = { ...to, mac };
  const move = from
    ? deps.db
        .update(auditMarks)
        .set(row)
        .where(and(eq(auditMarks.name, name), eq(auditMarks.seq, from.seq)))
    : deps.db
        .insert(auditMarks)
        .values({ name, ...row })
        .onConflictDoNothing();
  return [move, requireChange(deps)];
}

async function commitUnlessOvertaken(deps: AuditDeps, statements: Statement[]): Promise<void> {
  try {
    await commit(deps, statements);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
  }
}
