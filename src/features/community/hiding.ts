import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { commit, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CommunityDeps } from "./deps.ts";
import { postHidden } from "./events.ts";
import { globalFeedTag } from "./global-feed.ts";
import { commitChange } from "./guards.ts";
import { comments, posts } from "./schema.ts";

type Hiding = { id: string; moderatorId: string };

/** Hides a post from all but its author and moderators; again it changes nothing. @throws Problem `NOT_FOUND`. */
export async function hidePost(deps: CommunityDeps, { id, moderatorId }: Hiding): Promise<void> {
  const { authorId, spaceId } = await requireIsPost(deps, id);
  const isHidden = await commitChange(deps, [
    deps.db
      .update(posts)
      .set({ hiddenAt: deps.now(), hiddenBy: moderatorId })
      .where(and(eq(posts.id, id), isNull(posts.hiddenAt))),
    requireChange(deps),
    recordEvent(deps, postHidden, { postId: id, authorId, spaceId }),
  ]);
  // It was hidden before, or is gone meanwhile.
  if (!isHidden) await requireIsPost(deps, id);
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

async function requireIsPost({ db }: CommunityDeps, id: string): Promise<{ authorId: string; spaceId: string | null }> {
  const { authorId, spaceId } = posts;
  const row = await db.select({ authorId, spaceId }).from(posts).where(eq(posts.id, id)).get();
  if (!row) throw new Problem("NOT_FOUND");
  return row;
}

async function requireIsComment({ db }: CommunityDeps, id: string): Promise<void> {
  const isThere = and(eq(comments.id, id), isNull(comments.deletedAt));
  const row = await db.select({ id: comments.id }).from(comments).where(isThere).get();
  if (!row) throw new Problem("NOT_FOUND");
}
