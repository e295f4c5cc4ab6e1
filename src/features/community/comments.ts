import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import {
  type CommentRow,
  isShown,
  type PostRow,
  requireComment,
  requirePost,
  seesComment,
  seesPost,
} from "./access.ts";
import { renderComments } from "./comment-list.ts";
import type { Comment, NewComment } from "./contract.ts";
import { atOnce, countComment } from "./counting.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { commentCreated, commentDeleted } from "./events.ts";
import { commitChange, notBlockedBy, refuseBlocked, requireThat } from "./guards.ts";
import { findMentioned } from "./mentions.ts";
import { departWhere, rowsAtOnce } from "./removal.ts";
import { commentLikes, comments } from "./schema.ts";

/**
 * Says something to a post, or answers one of its comments.
 *
 * @throws Problem `NOT_FOUND` for a post or comment that is not there for them, `VALIDATION_FAILED` for an
 *   answer to an answer, `FORBIDDEN` where the author of either has blocked them.
 */
export async function createComment(
  deps: CommunityDeps,
  viewer: Viewer,
  postId: string,
  { content, parentId }: NewComment,
): Promise<Comment> {
  const place = { postId, parentId: parentId ?? null };
  const { post, parent, ownerIds } = await requireAnswerable(deps, viewer, place);
  const { userId: authorId } = viewer;
  const mentionedIds = await findMentioned(deps, { authorId, content, place: post });
  const id = newId("cmt");
  const row = { id, postId, parentId: parent?.id ?? null, authorId, content, mentionedIds, createdAt: deps.now() };
  const isCreated = await commitChange(deps, [
    requireThat(deps, sql`${seesPost(viewer, postId)} AND ${notBlockedBy(ownerIds, authorId)}`),
    ...(parent ? [requireThat(deps, seesComment(viewer, parent.id)), ...countReply(deps, parent.id)] : []),
    deps.db.insert(comments).values(row),
    recordEvent(deps, commentCreated, {
      commentId: id,
      postId,
      postAuthorId: post.authorId,
      parentId: row.parentId,
      parentAuthorId: parent?.authorId ?? null,
      authorId,
      mentionedIds,
    }),
  ]);
  if (!isCreated) {
    await requireAnswerable(deps, viewer, place);
    throw new Problem("NOT_FOUND");
  }
  await atOnce(deps, () => countComment(deps, { commentId: id, postId, authorId }));
  return readOne(deps, viewer, id);
}

/**
 * Changes what a comment says. Nobody is told of mentions that are new in it.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for who is not its author, or was blocked by that of the post or of
 *   the comment that it answers.
 */
export async function changeComment(
  deps: CommunityDeps,
  viewer: Viewer,
  id: string,
  content: string,
): Promise<Comment> {
  const { comment } = await requireComment(deps, viewer, id);
  if (comment.authorId !== viewer.userId) throw new Problem("FORBIDDEN", "Only its author changes a comment.");
  const { post, ownerIds } = await requireWelcome(deps, viewer, comment);
  if (comment.content === content) return readOne(deps, viewer, id);
  const mentionedIds = await findMentioned(deps, { authorId: comment.authorId, content, place: post });
  const isChanged = await commitChange(deps, [
    requireThat(deps, sql`${seesPost(viewer, post.id)} AND ${notBlockedBy(ownerIds, viewer.userId)}`),
    deps.db
      .update(comments)
      .set({ content, mentionedIds, editedAt: deps.now() })
      .where(and(eq(comments.id, id), isNull(comments.deletedAt))),
    requireChange(deps),
  ]);
  if (!isChanged) {
    await requireWelcome(deps, viewer, comment);
    throw new Problem("NOT_FOUND");
  }
  return readOne(deps, viewer, id);
}

/**
 * Deletes a comment; its answers stay, and with them a mark of it. Done twice at once it is done once.
 *
 * @returns whose it was where it was not the viewer's own: then it was an act of moderation.
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for who is neither its author nor in charge of the place.
 */
export async function deleteComment(
  deps: CommunityDeps,
  viewer: Viewer,
  id: string,
): Promise<{ moderated: string | null }> {
  const { comment, isInCharge } = await requireComment(deps, viewer, id);
  const isOwn = comment.authorId === viewer.userId;
  if (!isOwn && !isInCharge) throw new Problem("FORBIDDEN", "Only its author deletes a comment.");
  const { postId, authorId } = comment;
  const isDeleted = await commitChange(deps, [
    ...remove(deps, comment),
    ...removeLikes(deps, comment),
    recordEvent(deps, commentDeleted, { commentId: id, postId, authorId }),
  ]);
  if (isDeleted) await atOnce(deps, () => countComment(deps, { commentId: id, postId, authorId }));
  return { moderated: isOwn ? null : authorId };
}

type Place = { postId: string; parentId: string | null };

/** Where somebody may say something, and to whom. @throws as {@link createComment}. */
async function requireAnswerable(deps: CommunityDeps, viewer: Viewer, { postId, parentId }: Place) {
  const { post } = await requirePost(deps, viewer, postId);
  const parent = parentId === null ? null : await requireParent(deps, viewer, post, parentId);
  const ownerIds = [post.authorId, ...(parent ? [parent.authorId] : [])];
  await refuseBlocked(deps, ownerIds, viewer.userId);
  return { post, parent, ownerIds };
}

/** The same where something was said already, whatever has become of what it answers. */
async function requireWelcome(deps: CommunityDeps, viewer: Viewer, { postId, parentId }: Place) {
  const { post } = await requirePost(deps, viewer, postId);
  const isParent = eq(comments.id, parentId ?? "");
  const parent = await deps.db.select({ authorId: comments.authorId }).from(comments).where(isParent).get();
  const ownerIds = [post.authorId, ...(parent ? [parent.authorId] : [])];
  await refuseBlocked(deps, ownerIds, viewer.userId);
  return { post, ownerIds };
}

/** @throws Problem `NOT_FOUND` for none of this post, `VALIDATION_FAILED` for one that is an answer itself. */
async function requireParent(deps: CommunityDeps, viewer: Viewer, post: PostRow, id: string): Promise<CommentRow> {
  const parent = await deps.db
    .select()
    .from(comments)
    .where(and(eq(comments.id, id), eq(comments.postId, post.id)))
    .get();
  if (!parent || !isShown(parent, viewer)) throw new Problem("NOT_FOUND", "There is no such comment to answer.");
  if (parent.parentId === null) return parent;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "parentId", message: "must be no answer itself" }],
  });
}

/** Fails the batch where the answered comment was deleted meanwhile. */
function countReply({ db }: CommunityDeps, parentId: string): Statement[] {
  const count = db
    .update(comments)
    .set({ replies: sql`${comments.replies} + 1` })
    .where(and(eq(comments.id, parentId), isNull(comments.deletedAt)));
  return [count, requireChange({ db })];
}

/** A mark without content is left where there are answers, and goes with the last of them. */
function remove(deps: CommunityDeps, { id, parentId }: CommentRow): Statement[] {
  const { db } = deps;
  const isBare = and(eq(comments.replies, 0), isNotNull(comments.deletedAt));
  const mark = db
    .update(comments)
    .set({ deletedAt: deps.now(), content: "", mentionedIds: [], likes: 0 })
    .where(and(eq(comments.id, id), isNull(comments.deletedAt)));
  const gone = db.delete(comments).where(and(eq(comments.id, id), isBare));
  if (parentId === null) return [mark, requireChange(deps), gone];
  const uncount = db
    .update(comments)
    .set({ replies: sql`${comments.replies} - 1` })
    .where(eq(comments.id, parentId));
  return [mark, requireChange(deps), gone, uncount, db.delete(comments).where(and(eq(comments.id, parentId), isBare))];
}

/** Its likes go with it: where they are too many for one statement, the others go later. */
function removeLikes(deps: CommunityDeps, { id }: CommentRow): Statement[] {
  const some = sql`(SELECT rowid FROM ${commentLikes} WHERE ${commentLikes.commentId} = ${id} LIMIT ${rowsAtOnce})`;
  const isMore = sql`EXISTS (SELECT 1 FROM ${commentLikes} WHERE ${commentLikes.commentId} = ${id})`;
  return [deps.db.delete(commentLikes).where(sql`rowid IN ${some}`), departWhere(deps, id, isMore)];
}

async function readOne(deps: CommunityDeps, viewer: Viewer, id: string): Promise<Comment> {
  const row = await deps.db.select().from(comments).where(eq(comments.id, id)).get();
  const [comment] = row ? await renderComments(deps, viewer, [row]) : [];
  if (!comment) throw new Problem("NOT_FOUND");
  return comment;
}
