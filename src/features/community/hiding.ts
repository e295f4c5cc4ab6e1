import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { commit } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { reconsiderAllViewers } from "../activity/index.ts";
import { atOnce } from "./counting.ts";
import type { CommunityDeps } from "./deps.ts";
import { globalFeedTag } from "./global-feed.ts";
import { comments, posts } from "./schema.ts";

type Hiding = { id: string; moderatorId: string };

/** Hides a post from all but its author and moderators; again it changes nothing. @throws Problem `NOT_FOUND`. */
export async function hidePost(deps: CommunityDeps, { id, moderatorId }: Hiding): Promise<void> {
  const [hidden] = await deps.db
    .update(posts)
    .set({ hiddenAt: deps.now(), hiddenBy: moderatorId })
    .where(and(eq(posts.id, id), isNull(posts.hiddenAt)))
    .returning({ id: posts.id });
  if (!hidden) await requireIsPost(deps, id);
  // Who may not see it any more does not go on following it live.
  else await atOnce(deps, () => reconsiderAllViewers(deps));
}

/** Shows a hidden post again; one that is not hidden stays as it is. @throws Problem `NOT_FOUND`. */
export async function showPostAgain(deps: CommunityDeps, id: string): Promise<void> {
  const [shown] = await deps.db
    .update(posts)
    .set({ hiddenAt: null, hiddenBy: null })
    .where(and(eq(posts.id, id), isNotNull(posts.hiddenAt)))
    .returning({ id: posts.id });
  if (!shown) await requireIsPost(deps, id);
  // Where it was left out while it was hidden.
  await commit(deps, deps.cache.invalidate([globalFeedTag]));
}

/** The same for a comment, which goes on counting. @throws Problem `NOT_FOUND`. */
export async function hideComment(deps: CommunityDeps, { id, moderatorId }: Hiding): Promise<void> {
  const [hidden] = await deps.db
    .update(comments)
    .set({ hiddenAt: deps.now(), hiddenBy: moderatorId })
    .where(and(eq(comments.id, id), isNull(comments.deletedAt), isNull(comments.hiddenAt)))
    .returning({ id: comments.id });
  if (!hidden) await requireIsComment(deps, id);
}

/** The same for a comment. @throws Problem `NOT_FOUND`. */
export async function showCommentAgain(deps: CommunityDeps, id: string): Promise<void> {
  const [shown] = await deps.db
    .update(comments)
    .set({ hiddenAt: null, hiddenBy: null })
    .where(and(eq(comments.id, id), isNotNull(comments.hiddenAt)))
    .returning({ id: comments.id });
  if (!shown) await requireIsComment(deps, id);
}

async function requireIsPost({ db }: CommunityDeps, id: string): Promise<void> {
  const row = await db.select({ id: posts.id }).from(posts).where(eq(posts.id, id)).get();
  if (!row) throw new Problem("NOT_FOUND");
}

async function requireIsComment({ db }: CommunityDeps, id: string): Promise<void> {
  const isThere = and(eq(comments.id, id), isNull(comments.deletedAt));
  const row = await db.select({ id: comments.id }).from(comments).where(isThere).get();
  if (!row) throw new Problem("NOT_FOUND");
}
