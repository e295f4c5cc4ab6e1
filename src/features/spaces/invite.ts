import { sql } from "drizzle-orm";
import { decodeCursor } from "../../platform/db/cursor.ts";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { hasBlockBetween, noBlockBetween } from "../moderation/index.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Invitation } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceInvited } from "./events.ts";
import { findOpenInvitation, listOpen, renderInvitation } from "./invitation-rows.ts";
import { membershipOf, type Standing } from "./space-rows.ts";
import { spaceInvitations } from "./schema.ts";
import { requireManager, type Where } from "./standing.ts";

/** So many invitations into a space are open at most. */
const maxOpen = 1_000;

type Paging = { limit: number; cursor?: string | undefined };

/**
 * Invites somebody into a space. While they have an open invitation, that one is given, whoever made it.
 *
 * @throws Problem `NOT_FOUND` for a space that one may not see and for who is not there, `FORBIDDEN` for who does
 *   not manage the space and where one of the two has blocked the other, `CONFLICT` for who is a member.
 */
export async function inviteToSpace(
  deps: SpacesDeps,
  where: Where,
  inviteeId: string,
): Promise<{ invitation: Invitation; isNew: boolean }> {
  const { space } = await requireManager(deps, where);
  const people = await findUserSummaries(deps, [inviteeId]);
  if (!people.has(inviteeId)) throw new Problem("NOT_FOUND", "There is no such user.");
  const isNew = await commitInvitation(deps, { space, inviterId: where.userId, inviteeId });
  const row = await findOpenInvitation(deps, { spaceId: space.id, userId: inviteeId });
  if (!isNew && (await hasBlockBetween(deps.db, where.userId, inviteeId)))
    throw new Problem("FORBIDDEN", "You cannot invite this person.");
  if (row) return { invitation: await renderInvitation(deps, row), isNew };
  if (await membershipOf(deps.db, { spaceId: space.id, userId: inviteeId }))
    throw new Problem("CONFLICT", "They are a member already.");
  throw new Problem("CONFLICT", `${maxOpen} invitations are open already, or the space changed meanwhile.`);
}

type Invite = Pick<Standing, "space"> & { inviterId: string; inviteeId: string };

/** @returns whether it made one: not where one is open, nor where the space, a block or the bound is against it. */
async function commitInvitation(deps: SpacesDeps, { space, inviterId, inviteeId }: Invite): Promise<boolean> {
  const id = newId("inv");
  const payload = { invitationId: id, spaceId: space.id, spaceName: space.name, userId: inviteeId, inviterId };
  const event = recordEvent(deps, spaceInvited, payload);
  try {
    await commit(deps, [insertInvitation(deps, { id, space, inviterId, inviteeId }), requireChange(deps), event]);
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

/** Guarded in the statement: whoever invites still manages the space, and who has come in meanwhile is not invited. */
function insertInvitation(deps: SpacesDeps, { id, space, inviterId, inviteeId }: Invite & { id: string }): Statement {
  const values = sql`SELECT ${id}, ${space.id}, ${inviteeId}, ${inviterId}, 'open', ${deps.now()}, NULL
    WHERE EXISTS (SELECT 1 FROM space_members WHERE space_id = ${space.id} AND user_id = ${inviterId}
        AND role IN ('owner', 'admin'))
      AND NOT EXISTS (SELECT 1 FROM space_members WHERE space_id = ${space.id} AND user_id = ${inviteeId})
      AND EXISTS (SELECT 1 FROM spaces WHERE id = ${space.id})
      AND (SELECT count(*) FROM space_invitations WHERE space_id = ${space.id} AND status = 'open') < ${maxOpen}
      AND ${noBlockBetween(deps.db, inviterId, inviteeId)}`;
  return deps.db.insert(spaceInvitations).select(values).onConflictDoNothing();
}

/** The open invitations into a space, for those who manage it. @throws as {@link inviteToSpace}. */
export async function listSpaceInvitations(deps: SpacesDeps, where: Where, paging: Paging): Promise<Page<Invitation>> {
  const before = decodeCursor(paging.cursor, [""])?.[0];
  await requireManager(deps, where);
  return listOpen(deps, { spaceId: where.spaceId }, { before, limit: paging.limit });
}

/** One's own open invitations. */
export async function listOwnInvitations(deps: SpacesDeps, userId: string, paging: Paging): Promise<Page<Invitation>> {
  const before = decodeCursor(paging.cursor, [""])?.[0];
  return listOpen(deps, { userId }, { before, limit: paging.limit });
}
