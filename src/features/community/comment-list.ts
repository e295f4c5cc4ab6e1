import { and, eq, gt, sql } from "drizzle-orm";
import { decodeCursor, encodeCursor } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { blocksAmong } from "../moderation/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import { type CommentRow, isShown, requirePost } from "./access.ts";
import type { Comment } from "./contract.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { commentLikes, comments } from "./schema.ts";

/**
 * What was said to a post, the oldest first, answers among the rest: each comes after what it answers. What
 * is not for the viewer is left out, or left as a mark where it has answers; so a page may be short of the
 * limit and still have a next one.
 *
 * @throws Problem `NOT_FOUND` for a post that the viewer may not see.
 */
export async function listComments(
  deps: CommunityDeps,
  viewer: Viewer,
  query: { postId: string; limit: number; cursor?: string | undefined },
): Promise<Page<Comment>> {
  await requirePost(deps, viewer, query.postId);
  const after = decodeCursor(query.cursor, [0])?.[0] ?? 0;
  const rows = await deps.db
    .select()
    .from(comments)
    .where(and(eq(comments.postId, query.postId), gt(comments.position, after)))
    .orderBy(comments.position)
    .limit(query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    items: await renderComments(deps, viewer, page),
    nextCursor: last ? encodeCursor([last.position]) : null,
  };
}

/** Comments as somebody sees them, without those of which they see nothing. */
export async function renderComments(deps: CommunityDeps, viewer: Viewer, rows: CommentRow[]): Promise<Comment[]> {
  if (rows.length === 0) return [];
  const authorIds = [...new Set(rows.map(({ authorId }) => authorId))];
  const [people, liked, parted] = await Promise.all([
    findUserSummaries(deps, authorIds),
    likedAmong(deps, viewer.userId, rows),
    partedFrom(deps, viewer.userId, authorIds),
  ]);
  return rows.flatMap((row) => {
    const isWhole = isShown(row, viewer) && !parted.has(row.authorId);
    if (!isWhole && row.replies === 0) return [];
    return [isWhole ? render(row, people.get(row.authorId) ?? null, liked.has(row.id)) : mark(row)];
  });
}

/** Who of these has blocked somebody or was blocked by them. */
async function partedFrom({ db }: CommunityDeps, userId: string, otherIds: string[]): Promise<Set<string>> {
  const blocks = await blocksAmong(db, [userId, ...otherIds]);
  const own = blocks.filter(({ blockerId, blockedId }) => blockerId === userId || blockedId === userId);
  return new Set(own.map(({ blockerId, blockedId }) => (blockerId === userId ? blockedId : blockerId)));
}

async function likedAmong({ db }: CommunityDeps, userId: string, rows: CommentRow[]): Promise<Set<string>> {
  const asked = JSON.stringify(rows.map(({ id }) => id));
  const liked = await db
    .select({ id: commentLikes.commentId })
    .from(commentLikes)
    .where(
      and(sql`${commentLikes.commentId} IN (SELECT value FROM json_each(${asked}))`, eq(commentLikes.userId, userId)),
    );
  return new Set(liked.map(({ id }) => id));
}

function render(row: CommentRow, author: UserSummary | null, isLiked: boolean): Comment {
  const { content, likes, editedAt } = row;
  return {
    ...mark(row),
    author,
    content,
    likes,
    liked: isLiked,
    editedAt: editedAt === null ? null : new Date(editedAt).toISOString(),
  };
}

function mark({ id, postId, parentId, replies, hiddenAt, createdAt, deletedAt }: CommentRow): Comment {
  return {
    id,
    postId,
    parentId,
    author: null,
    content: null,
    likes: 0,
    liked: false,
    replies,
    hidden: hiddenAt !== null,
    createdAt: new Date(createdAt).toISOString(),
    editedAt: null,
    deletedAt: deletedAt === null ? null : new Date(deletedAt).toISOString(),
  };
}
