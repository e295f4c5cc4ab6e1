import { decodeCursor, encodeCursor } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { findVisibleSpace } from "../spaces/index.ts";
import { findUserByUsername } from "../users/index.ts";
import type { Feed, Post } from "./contract.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import {
  type Candidate,
  globalCandidates,
  homeCandidates,
  type Range,
  spaceCandidates,
  userCandidates,
} from "./feed-candidates.ts";
import { listGlobalBeginning } from "./global-feed.ts";
import { readPosts } from "./rendering.ts";

/** So many more posts than a page takes are looked at, in case that some are of blocked people. */
const spare = 30;

/**
 * A feed, the newest post first: of those whom one follows, one's spaces and oneself; of everybody; of a space;
 * or of a user. Posts of whom one has blocked, or was blocked by, are left out, so a page may be short of the
 * limit and still have a next one.
 *
 * @throws Problem `NOT_FOUND` for a space that the viewer may not see, or a user that there is not.
 */
export async function listFeed(
  deps: CommunityDeps,
  viewer: Viewer,
  query: { feed: Feed; limit: number; cursor?: string | undefined },
): Promise<Page<Post>> {
  const before = decodeCursor(query.cursor, [0])?.[0] ?? Number.MAX_SAFE_INTEGER;
  const count = query.limit + 1 + (query.feed.kind === "home" ? 0 : spare);
  if (query.feed.kind === "global" && query.cursor === undefined)
    return listGlobalBeginning(deps, viewer, { limit: query.limit, count });
  const candidates = await findCandidates(deps, query.feed, { viewerId: viewer.userId, before, count });
  return cutPage(deps, viewer, candidates, { limit: query.limit, count });
}

/** A page of what may be seen of the candidates; it goes on after the last of them that was looked at. */
export async function cutPage(
  deps: CommunityDeps,
  viewer: Viewer,
  candidates: Candidate[],
  { limit, count }: { limit: number; count: number },
): Promise<Page<Post>> {
  const visible = candidates.filter(({ isLeftOut }) => isLeftOut === 0);
  const page = visible.slice(0, limit);
  const hasMore = visible.length > limit || candidates.length === count;
  const last = visible.length > limit ? page.at(-1) : candidates.at(-1);
  return {
    items: await readPosts(deps, viewer.userId, page),
    nextCursor: hasMore && last ? encodeCursor([last.position]) : null,
  };
}

async function findCandidates(deps: CommunityDeps, feed: Feed, range: Range): Promise<Candidate[]> {
  switch (feed.kind) {
    case "home":
      return homeCandidates(deps, range);
    case "global":
      return globalCandidates(deps, range);
    case "space": {
      const space = await findVisibleSpace(deps.db, { id: feed.spaceId, userId: range.viewerId });
      if (!space) throw new Problem("NOT_FOUND");
      return spaceCandidates(deps, range, feed.spaceId);
    }
    case "user": {
      const author = await findUserByUsername(deps, feed.username);
      if (!author) throw new Problem("NOT_FOUND");
      return userCandidates(deps, range, author.id);
    }
  }
}
