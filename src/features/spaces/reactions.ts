import { and, eq, not, or, sql } from "drizzle-orm";
import { reactTo } from "../../platform/events/reaction.ts";
import { forgetTopic, reconsiderTopic, reconsiderViewer } from "../activity/index.ts";
import { noBlockBetween, userBlocked } from "../moderation/index.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceClosed, spaceDeleted, spaceLeft } from "./events.ts";
import { spaceInvitations, spaceMembers } from "./schema.ts";
import { topicOfSpace } from "./topic.ts";

/** So many rows go in one statement. With the thousand statements of an invocation, that is millions. */
const rowsAtOnce = 5_000;

/** Clears away what a deleted space leaves; nothing of it is shown any more, since there is no space to it. */
const clearDeleted = reactTo(spaceDeleted, "spaces.clear-deleted", async (deps: SpacesDeps, { spaceId }) => {
  await forgetTopic(deps, topicOfSpace(spaceId));
  const members = sql`(SELECT user_id FROM space_members WHERE space_id = ${spaceId} LIMIT ${rowsAtOnce})`;
  const invitations = sql`(SELECT id FROM space_invitations WHERE space_id = ${spaceId} LIMIT ${rowsAtOnce})`;
  await untilNone(() =>
    deps.db.run(sql`DELETE FROM ${spaceMembers} WHERE space_id = ${spaceId} AND user_id IN ${members}`),
  );
  await untilNone(() => deps.db.run(sql`DELETE FROM ${spaceInvitations} WHERE id IN ${invitations}`));
  return [];
});

async function untilNone(remove: () => Promise<D1Result>): Promise<void> {
  for (let rows = rowsAtOnce; rows === rowsAtOnce;) {
    const { meta } = await remove();
    rows = Math.min(meta.changes, rowsAtOnce);
  }
}

/** Who has left a private space follows live neither it nor what is posted in it any more. */
const reconsiderLeaver = reactTo(spaceLeft, "spaces.reconsider-leaver", async (deps: SpacesDeps, { userId }) => {
  await reconsiderViewer(deps, userId);
  return [];
});

/** A space that was public is private: who is no member follows live neither it nor what is posted in it any more. */
const reconsiderAll = reactTo(spaceClosed, "spaces.reconsider-all-viewers", async (deps: SpacesDeps, { spaceId }) => {
  await reconsiderTopic(deps, topicOfSpace(spaceId));
  return [];
});

/** Between two of whom one has blocked the other no invitation stays open, unless the block was taken back by now. */
const endInvitations = reactTo(
  userBlocked,
  "spaces.end-invitations",
  async (deps: SpacesDeps, { blockerId, blockedId }) => {
    const isBetween = or(
      and(eq(spaceInvitations.userId, blockerId), eq(spaceInvitations.inviterId, blockedId)),
      and(eq(spaceInvitations.userId, blockedId), eq(spaceInvitations.inviterId, blockerId)),
    );
    const isStanding = not(noBlockBetween(deps.db, blockerId, blockedId));
    return [
      deps.db
        .update(spaceInvitations)
        .set({ status: "revoked", decidedAt: deps.now() })
        .where(and(isBetween, eq(spaceInvitations.status, "open"), isStanding)),
    ];
  },
);

export const spaceReactions = [clearDeleted, reconsiderLeaver, reconsiderAll, endInvitations];
