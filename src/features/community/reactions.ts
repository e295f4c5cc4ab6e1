import { sql } from "drizzle-orm";
import { reactTo } from "../../platform/events/reaction.ts";
import { forgetTopic, reconsiderTopic } from "../activity/index.ts";
import { spaceDeleted } from "../spaces/index.ts";
import { countComment, countLike, showPost } from "./counting.ts";
import type { CommunityDeps } from "./deps.ts";
import {
  commentCreated,
  commentDeleted,
  postCreated,
  postDeleted,
  postHidden,
  postLiked,
  postUnliked,
} from "./events.ts";
import { clearPost, departWhere } from "./removal.ts";
import { globalFeedTag } from "./global-feed.ts";
import { topicOf } from "./rendering.ts";

const showNewPost = reactTo(
  postCreated,
  "community.show-post",
  async (deps: CommunityDeps, { postId, authorId, spaceId }) => {
    if (spaceId !== null) await showPost(deps, { postId, authorId, spaceId });
    return [];
  },
);

const forgetPost = reactTo(postDeleted, "community.forget-post", async (deps: CommunityDeps, { postId }) => {
  await forgetTopic(deps, topicOf(postId));
  await clearPost(deps, postId);
  return [];
});

/** Who may not see it any more does not go on following it live. */
const endFollowing = reactTo(postHidden, "community.end-following", async (deps: CommunityDeps, { postId }) => {
  await reconsiderTopic(deps, topicOf(postId));
  return [];
});

const countNewLike = reactTo(postLiked, "community.count-like", async (deps: CommunityDeps, like) => {
  await countLike(deps, like);
  return [];
});

const uncountLike = reactTo(postUnliked, "community.uncount-like", async (deps: CommunityDeps, like) => {
  await countLike(deps, like);
  return [];
});

const countNewComment = reactTo(commentCreated, "community.count-comment", async (deps: CommunityDeps, comment) => {
  await countComment(deps, comment);
  return [];
});

const uncountComment = reactTo(commentDeleted, "community.uncount-comment", async (deps: CommunityDeps, comment) => {
  await countComment(deps, comment);
  return [];
});

/** The beginning of the global feed is cached by every isolate. */
const forgetFeed = async (deps: CommunityDeps) => deps.cache.invalidate([globalFeedTag]);
const forgetFeedOfNew = reactTo(postCreated, "community.forget-feed-of-new", forgetFeed);
const forgetFeedOfDeleted = reactTo(postDeleted, "community.forget-feed-of-deleted", forgetFeed);

const clearSpace = reactTo(spaceDeleted, "community.clear-space", async (deps: CommunityDeps, { spaceId }) => [
  departWhere(deps, spaceId, sql`true`),
]);

export const communityReactions = [
  showNewPost,
  forgetPost,
  endFollowing,
  countNewLike,
  uncountLike,
  countNewComment,
  uncountComment,
  clearSpace,
  forgetFeedOfNew,
  forgetFeedOfDeleted,
];
