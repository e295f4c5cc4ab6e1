import { sql } from "drizzle-orm";
import { z } from "zod";
import { encodeCursor } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { userTag } from "../users/index.ts";
import { Post } from "./contract.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { globalCandidates, isLeftOut } from "./feed-candidates.ts";
import { readPosts } from "./rendering.ts";

/** What the cached beginning of the global feed bears: new posts, deleted ones and edits invalidate it. */
export const globalFeedTag = "feed:global";

const KeptPosts = z.array(z.object({ position: z.int(), post: Post }));
type KeptPosts = z.infer<typeof KeptPosts>;

const nobody = "";

/**
 * The first page of the global feed. What the posts say is cached for all; whether they are still there for this
 * viewer, how they are counted and whether the viewer likes them is asked for each time, in one query.
 */
export async function listGlobalBeginning(
  deps: CommunityDeps,
  viewer: Viewer,
  { limit, count }: { limit: number; count: number },
): Promise<Page<Post>> {
  const caching = { ttlSeconds: 30, tags: tagsOf, shape: KeptPosts };
  const kept = await deps.cache.getOrSet(`community.global.v1:${limit}`, caching, () => load(deps, count));
  const standings = await readStandings(deps, viewer.userId, kept);
  const visible = kept.filter(({ post }) => standings.get(post.id)?.isLeftOut === 0);
  const page = visible.slice(0, limit);
  const hasMore = visible.length > limit || kept.length === count;
  const last = visible.length > limit ? page.at(-1) : kept.at(-1);
  return {
    items: page.map(({ post }) => ({ ...post, ...shownBy(standings.get(post.id)) })),
    nextCursor: hasMore && last ? encodeCursor([last.position]) : null,
  };
}

function tagsOf(kept: KeptPosts): string[] {
  const authors = new Set(kept.flatMap(({ post }) => post.author?.id ?? []));
  return [globalFeedTag, ...[...authors].map(userTag)];
}

async function load(deps: CommunityDeps, count: number): Promise<KeptPosts> {
  const candidates = await globalCandidates(deps, { viewerId: nobody, before: Number.MAX_SAFE_INTEGER, count });
  const posts = await readPosts(deps, nobody, candidates);
  const positions = new Map(candidates.map(({ id, position }) => [id, position]));
  return posts.map((post) => ({ post, position: positions.get(post.id) ?? 0 }));
}

type Standing = { id: string; isLeftOut: 0 | 1; isLiked: 0 | 1; likes: number; comments: number; views: number };

/** How it is with the posts now, for somebody; those that are gone, hidden or private meanwhile are not in it. */
async function readStandings(
  deps: CommunityDeps,
  viewerId: string,
  kept: readonly KeptPosts[number][],
): Promise<Map<string, Standing>> {
  const positions = JSON.stringify(kept.map(({ position }) => position));
  const rows = await deps.db.all<Standing>(sql`
    SELECT posts.id, likes, comments, views, ${isLeftOut(viewerId)} AS isLeftOut, EXISTS (
      SELECT 1 FROM post_likes WHERE post_id = posts.id AND user_id = ${viewerId} AND is_liked = 1
    ) AS isLiked
    FROM json_each(${positions}) AS asked
      CROSS JOIN posts ON posts.position = asked.value AND is_private = 0 AND hidden_at IS NULL
      CROSS JOIN activity_counters ON topic = 'post:' || posts.id`);
  return new Map(rows.map((row) => [row.id, row]));
}

function shownBy(standing: Standing | undefined): Pick<Post, "counters" | "liked"> {
  const { likes = 0, comments = 0, views = 0, isLiked = 0 } = standing ?? {};
  return { counters: { likes, comments, views, viewers: 0 }, liked: isLiked === 1 };
}
