import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { SpaceId } from "../spaces/contract.ts";
import { UserId } from "../users/contract.ts";
import { CommentId, PostId } from "./contract.ts";

const OnePost = z.object({ postId: PostId, authorId: UserId, spaceId: SpaceId.nullable() });
const Like = z.object({ postId: PostId, authorId: UserId, userId: UserId });

/** Somebody posted; `mentionedIds` are others who may see it. */
export const postCreated = defineEvent("post.created", OnePost.extend({ mentionedIds: z.array(UserId) }));
/** A post is gone: its author, a moderator or its space took it away. */
export const postDeleted = defineEvent("post.deleted", OnePost);
/** A moderator has hidden a post: its author and moderators alone see it from now on. */
export const postHidden = defineEvent("post.hidden", OnePost);

/** `userId` likes what `authorId` posted. */
export const postLiked = defineEvent("post.liked", Like);
/** And took it back. */
export const postUnliked = defineEvent("post.unliked", Like);

/** Somebody said something to a post, or to a comment of it. */
export const commentCreated = defineEvent(
  "comment.created",
  z.object({
    commentId: CommentId,
    postId: PostId,
    postAuthorId: UserId,
    parentId: CommentId.nullable(),
    parentAuthorId: UserId.nullable(),
    authorId: UserId,
    mentionedIds: z.array(UserId),
  }),
);
/** A comment is gone. */
export const commentDeleted = defineEvent(
  "comment.deleted",
  z.object({ commentId: CommentId, postId: PostId, authorId: UserId }),
);
/** `userId` likes what `authorId` said. */
export const commentLiked = defineEvent(
  "comment.liked",
  z.object({ commentId: CommentId, postId: PostId, authorId: UserId, userId: UserId }),
);
