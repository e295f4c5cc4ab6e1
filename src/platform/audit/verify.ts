import { asc, eq, gt } from "drizzle-orm";
import { follows, type Mark, origin, readMarks } from "./chain.ts";
import { type AuditDeps, type AuditEntry, isGenuine } from "./entry.ts";
import { auditEntries } from "./schema.ts";

/** How many rows were in order, and the number of the first one that is not: altered, removed or put in. */
export type Verification = { ok: boolean; checked: number; brokenAt: number | null };

const rowsAtOnce = 500;

/**
 * Walks the chain and checks each row against its own MAC and against all before it.
 *
 * It sees what somebody did who can write to the database and has not the keys. Who also kept an earlier
 * head of it can cut the end off unseen; each head is in the log of the Worker, too. Rows of the last
 * minute have no place in the chain yet.
 *
 * @param fromSeq where to begin; what is before it is taken for granted.
 */
export async function verifyAudit(deps: AuditDeps, fromSeq = 1): Promise<Verification> {
  const { start = origin, head } = await readMarks(deps);
  let last = await markBefore(deps, fromSeq, start);
  let checked = 0;
  for (;;) {
    const rows = await rowsAfter(deps, last.seq);
    for (const row of rows) {
      const next = nextMark(deps, last, row);
      if (!next) return broken(deps, { start, checked, brokenAt: last.seq + 1 });
      last = next;
      checked += 1;
    }
    if (rows.length < rowsAtOnce) break;
  }
  // Rows may have been linked since; fewer than there were means that some are gone.
  const isWhole = last.seq >= (head?.seq ?? 0) && (head !== undefined || last.seq === 0);
  if (!isWhole) return broken(deps, { start, checked, brokenAt: last.seq + 1 });
  return { ok: true, checked, brokenAt: null };
}

/** The row before the one to begin with, or where the chain begins. */
async function markBefore(deps: AuditDeps, fromSeq: number, start: Mark): Promise<Mark> {
  if (fromSeq <= start.seq + 1) return start;
  const row = await deps.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.seq, fromSeq - 1))
    .get();
  return row ? { seq: fromSeq - 1, chainMac: row.chainMac ?? "" } : start;
}

function rowsAfter(deps: AuditDeps, seq: number): Promise<AuditEntry[]> {
  return deps.db
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.seq, seq))
    .orderBy(asc(auditEntries.seq))
    .limit(rowsAtOnce);
}

function nextMark(deps: AuditDeps, last: Mark, row: AuditEntry): Mark | undefined {
  const isInOrder = row.seq === last.seq + 1 && isGenuine(deps, row) && follows(deps, last, row);
  return isInOrder ? { seq: last.seq + 1, chainMac: row.chainMac ?? "" } : undefined;
}

/** Old rows that the service itself removed during the walk are no break: then it begins again after them. */
async function broken(
  deps: AuditDeps,
  found: { start: Mark; checked: number; brokenAt: number },
): Promise<Verification> {
  const { start = origin } = await readMarks(deps);
  if (start.seq > found.start.seq && start.seq >= found.brokenAt) return verifyAudit(deps, start.seq + 1);
  return { ok: false, checked: found.checked, brokenAt: found.brokenAt };
}
