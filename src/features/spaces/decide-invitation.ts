import { and, eq, type SQL } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { hasBlockBetween, noBlockBetween } from "../moderation/index.ts";
import type { Invitation } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { findInvitation, renderInvitation } from "./invitation-rows.ts";
import { addMember } from "./membership.ts";
import { maxSpacesEach, membershipOf } from "./space-rows.ts";
import { spaceInvitations } from "./schema.ts";

type Decision = { id: string; userId: string };
type Row = NonNullable<Awaited<ReturnType<typeof findInvitation>>>;

/**
 * Comes into a space as invited. Of two decisions at once, one is made.
 *
 * @throws Problem `NOT_FOUND` for who is not invited by it, `ILLEGAL_TRANSITION` for one that is decided,
 *   `FORBIDDEN` where one of the two has blocked the other, `CONFLICT` for who is a member of
 *   {@link maxSpacesEach} already.
 */
export async function acceptInvitation(deps: SpacesDeps, decision: Decision): Promise<Invitation> {
  const row = await requireOwn(deps, decision);
  const join = addMember(deps, { spaceId: row.spaceId, userId: decision.userId });
  const isOnTerms = noBlockBetween(deps.db, row.inviterId, decision.userId);
  if (!(await commitDecision(deps, row.id, "accepted", { condition: isOnTerms, more: join }))) {
    await requireUndecided(deps, row.id);
    if (await hasBlockBetween(deps.db, row.inviterId, decision.userId))
      throw new Problem("FORBIDDEN", "You cannot accept this invitation.");
    throw new Problem("CONFLICT", `One is a member of ${maxSpacesEach} spaces at most.`);
  }
  return decided(deps, row.id);
}

/** Declines an invitation. @throws Problem as {@link acceptInvitation}. */
export async function declineInvitation(deps: SpacesDeps, decision: Decision): Promise<Invitation> {
  const row = await requireOwn(deps, decision);
  if (!(await commitDecision(deps, row.id, "declined"))) await requireUndecided(deps, row.id);
  return decided(deps, row.id);
}

/**
 * Takes an invitation back; done again, nothing changes.
 *
 * @throws Problem `NOT_FOUND` for who neither manages its space nor is invited, `FORBIDDEN` for the invited,
 *   who decline it, `ILLEGAL_TRANSITION` for one that they have decided.
 */
export async function revokeInvitation(deps: SpacesDeps, { id, userId }: Decision): Promise<void> {
  const row = await findInvitation(deps, id);
  const member = row && (await membershipOf(deps.db, { spaceId: row.spaceId, userId }));
  const isManager = member?.role === "owner" || member?.role === "admin";
  if (row?.userId === userId && !isManager) throw new Problem("FORBIDDEN", "Decline it instead.");
  if (!row || !isManager) throw notFound();
  if (row.status === "revoked" || (await commitDecision(deps, id, "revoked"))) return;
  const now = await findInvitation(deps, id);
  if (now?.status !== "revoked") await requireUndecided(deps, id);
}

/** Guarded in the statement: an invitation is decided once. @returns whether it was, by this. */
async function commitDecision(
  deps: SpacesDeps,
  id: string,
  status: "accepted" | "declined" | "revoked",
  { condition, more = [] }: { condition?: SQL; more?: Statement[] } = {},
): Promise<boolean> {
  const decide = deps.db
    .update(spaceInvitations)
    .set({ status, decidedAt: deps.now() })
    .where(and(eq(spaceInvitations.id, id), eq(spaceInvitations.status, "open"), condition));
  try {
    await commit(deps, [decide, requireChange(deps), ...more]);
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

async function requireOwn(deps: SpacesDeps, { id, userId }: Decision): Promise<Row> {
  const row = await findInvitation(deps, id);
  if (row?.userId !== userId) throw notFound();
  refuseDecided(row);
  return row;
}

async function requireUndecided(deps: SpacesDeps, id: string): Promise<void> {
  const row = await findInvitation(deps, id);
  if (!row) throw notFound();
  refuseDecided(row);
}

function refuseDecided({ status }: Row): void {
  if (status !== "open") throw new Problem("ILLEGAL_TRANSITION", `The invitation is ${status} already.`);
}

async function decided(deps: SpacesDeps, id: string): Promise<Invitation> {
  const row = await findInvitation(deps, id);
  if (!row) throw notFound();
  return renderInvitation(deps, row);
}

function notFound(): Problem {
  return new Problem("NOT_FOUND", "There is no such invitation.");
}
