import { commentCreated, commentLiked, postCreated, postLiked } from "../community/index.ts";
import { userFollowed } from "../people/index.ts";
import { spaceInvited } from "../spaces/index.ts";
import type { Draft } from "./draft.ts";
import { telling } from "./telling.ts";

const postPath = (postId: string) => `/posts/${postId}`;
const commentPath = (postId: string, commentId: string) => `/posts/${postId}?comment=${commentId}`;

const ofPost = telling(postCreated, "tell-mentions-in-post", ({ postId, authorId, mentionedIds }) =>
  mentionedIds.map((userId) => ({
    type: "mention",
    userId,
    actorId: authorId,
    key: `mention:${postId}`,
    deed: "mentioned you in a post",
    writing: { postId },
    link: postPath(postId),
    metadata: { postId, userId: authorId },
    groupKey: null,
  })),
);

const ofPostLike = telling(postLiked, "tell-post-liked", ({ postId, authorId, userId }) => [
  {
    type: "post_liked",
    userId: authorId,
    actorId: userId,
    key: `post_liked:${postId}:${userId}`,
    deed: "liked your post",
    writing: { postId },
    link: postPath(postId),
    metadata: { postId, userId },
    groupKey: postId,
  },
]);

const ofCommentLike = telling(commentLiked, "tell-comment-liked", ({ commentId, postId, authorId, userId }) => [
  {
    type: "comment_liked",
    userId: authorId,
    actorId: userId,
    key: `comment_liked:${commentId}:${userId}`,
    deed: "liked your comment",
    writing: { postId, commentId },
    link: commentPath(postId, commentId),
    metadata: { postId, commentId, userId },
    groupKey: commentId,
  },
]);

type NewComment = {
  commentId: string;
  postId: string;
  postAuthorId: string;
  parentId: string | null;
  parentAuthorId: string | null;
  authorId: string;
  mentionedIds: string[];
};

/** Who is concerned in several ways is told once: of the mention, or else of the answer, or else of the comment. */
const ofComment = telling(commentCreated, "tell-comment", (comment: NewComment) => {
  const { commentId, postId, postAuthorId, parentId, parentAuthorId, authorId, mentionedIds } = comment;
  const common = {
    actorId: authorId,
    writing: { postId, commentId },
    link: commentPath(postId, commentId),
    metadata: { postId, commentId, userId: authorId },
    key: `comment:${commentId}`,
  };
  const drafts: Draft[] = mentionedIds.map((userId) => ({
    ...common,
    type: "mention",
    userId,
    deed: "mentioned you in a comment",
    groupKey: null,
  }));
  if (parentAuthorId !== null) {
    const own = { type: "new_comment", deed: "replied to your comment", groupKey: parentId } as const;
    drafts.push({ ...common, ...own, userId: parentAuthorId });
  }
  const own = { type: "new_comment", deed: "commented on your post", groupKey: postId } as const;
  drafts.push({ ...common, ...own, userId: postAuthorId });
  return drafts.filter(({ userId }, at) => drafts.findIndex((other) => other.userId === userId) === at);
});

const ofFollow = telling(userFollowed, "tell-new-follower", ({ userId, followerId }) => [
  {
    type: "new_follower",
    userId,
    actorId: followerId,
    key: `new_follower:${followerId}`,
    deed: "started to follow you",
    link: { profileOf: followerId },
    metadata: { userId: followerId },
    groupKey: userId,
  },
]);

const ofInvitation = telling(
  spaceInvited,
  "tell-invitation",
  ({ invitationId, spaceId, spaceName, userId, inviterId }) => [
    {
      type: "space_invitation",
      userId,
      actorId: inviterId,
      key: `space_invitation:${invitationId}`,
      deed: `invited you to ${spaceName}`,
      link: `/spaces/${spaceId}`,
      metadata: { spaceId, invitationId, userId: inviterId },
      groupKey: null,
    },
  ],
);

/** What people do to each other, and who is told of it in which words. */
export const communityTellings = [ofPost, ofPostLike, ofComment, ofCommentLike, ofFollow, ofInvitation];
