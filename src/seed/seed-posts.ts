import { sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import { createComment, likePost, publishPost } from "../features/community/index.ts";
import { acceptInvitation, createSpace, inviteToSpace } from "../features/spaces/index.ts";
import type { SeedComment, SeedPost } from "./posts.ts";
import { seedPosts } from "./posts.ts";
import { seedSpaces } from "./spaces.ts";
import { asOf, findId, findPost, forEach, type Ids, idOf, unlessMember } from "./seeding.ts";

const minuteMs = 60_000;
/** The first post is so old, and the last one has just been written. */
const spanMs = 6 * 24 * 60 * minuteMs;
const freshMs = 20 * minuteMs;

/** Makes the spaces with their members, and the invitations that are still open. */
export async function seedSpacesOf(deps: Deps, ids: Ids): Promise<void> {
  for (const { name, description, visibility, owner, members, invited } of seedSpaces) {
    const ownerId = idOf(ids, owner);
    const known = await findSpace(deps, ownerId, name);
    const spaceId = known ?? (await createSpace(deps, ownerId, { name, description, visibility })).id;
    const invite = (username: string) =>
      inviteToSpace(deps, { spaceId, userId: ownerId }, idOf(ids, username)).then(({ invitation }) => invitation.id);
    const bringIn = async (username: string) =>
      acceptInvitation(deps, { id: await invite(username), userId: idOf(ids, username) });
    await forEach(members, (username) => unlessMember(bringIn(username)));
    await forEach(invited, (username) => unlessMember(invite(username)));
  }
}

function findSpace(deps: Deps, ownerId: string, name: string): Promise<string | undefined> {
  return findId(deps, sql`SELECT id FROM spaces WHERE owner_id = ${ownerId} AND name = ${name}`);
}

/** Writes the posts in their order, over some days; then what others have to say to them. */
export async function seedFeeds(deps: Deps, ids: Ids): Promise<void> {
  const now = deps.now();
  const step = (spanMs - freshMs) / (seedPosts.length - 1);
  const written: { post: SeedPost; postId: string; at: number }[] = [];
  for (const [index, post] of seedPosts.entries()) {
    const at = now - spanMs + index * step;
    written.push({ post, at, postId: await writePost(asOf(deps, at), ids, post) });
  }
  await forEach(written, async ({ post, postId, at }, index) => {
    await forEach(likersOf(post, index, ids), (userId) =>
      likePost(asOf(deps, at + 5 * minuteMs), { userId, isModerator: false }, postId),
    );
    for (const [place, comment] of (post.comments ?? []).entries())
      await writeComment(asOf(deps, at + (place + 2) * 3 * minuteMs), ids, { postId, comment });
  });
}

async function writePost(deps: Deps, ids: Ids, { author, content, space }: SeedPost): Promise<string> {
  const authorId = idOf(ids, author);
  const known = await findPost(deps, authorId, content);
  if (known !== undefined) return known;
  const place = space === undefined ? {} : { spaceId: await requireSpace(deps, ids, space) };
  return (await publishPost(deps, authorId, { content, ...place })).id;
}

async function requireSpace(deps: Deps, ids: Ids, name: string): Promise<string> {
  const owner = seedSpaces.find((space) => space.name === name)?.owner ?? "";
  const id = await findSpace(deps, idOf(ids, owner), name);
  if (id === undefined) throw new Error(`the demo data has no space ${name}`);
  return id;
}

/** Not by chance, or the world would differ from start to start. Eleven and thirty share no factor. */
function likersOf({ author, likes }: SeedPost, index: number, ids: Ids): string[] {
  const names = [...ids.keys()].filter((name) => name !== "admin");
  const chosen = Array.from({ length: likes }, (_, place) => names[(index * 7 + place * 11) % names.length] ?? "");
  return chosen.filter((name) => name !== author).map((name) => idOf(ids, name));
}

type Said = { postId: string; comment: SeedComment };

async function writeComment(deps: Deps, ids: Ids, { postId, comment }: Said): Promise<void> {
  const parentId = await say(deps, ids, { postId, ...comment });
  for (const reply of comment.replies ?? [])
    await say(asOf(deps, deps.now() + minuteMs), ids, { postId, ...reply, parentId });
}

type Saying = { postId: string; author: string; content: string; parentId?: string };

async function say(deps: Deps, ids: Ids, { postId, author, content, parentId }: Saying): Promise<string> {
  const authorId = idOf(ids, author);
  const known = await findId(
    deps,
    sql`SELECT id FROM comments WHERE post_id = ${postId} AND author_id = ${authorId} AND content = ${content}`,
  );
  const words = parentId === undefined ? { content } : { content, parentId };
  return known ?? (await createComment(deps, { userId: authorId, isModerator: false }, postId, words)).id;
}
