import { Problem } from "../../platform/http/problem.ts";
import { requireComment, requirePost } from "../community/index.ts";
import type { NotificationsDeps } from "./deps.ts";
import type { Writing } from "./draft.ts";

/** What somebody posted or said, or nothing where this user may not see it (any more). */
export async function findWriting(
  deps: NotificationsDeps,
  userId: string,
  { postId, commentId }: Writing,
): Promise<string | undefined> {
  const viewer = { userId, isModerator: false };
  try {
    if (commentId === undefined) return (await requirePost(deps, viewer, postId)).post.content;
    return (await requireComment(deps, viewer, commentId)).comment.content;
  } catch (error) {
    if (error instanceof Problem && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
