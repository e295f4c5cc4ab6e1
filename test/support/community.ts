import { env } from "cloudflare:workers";
import { openSession } from "../../src/features/sessions/index.ts";
import { findGrants } from "../../src/features/users/index.ts";
import { newId } from "../../src/platform/ids/typeid.ts";
import { type Counters, newDeps } from "./activity.ts";
import type { File } from "./files.ts";
import { call, newAddress } from "./http.ts";
import type { Person } from "./people.ts";

export type Post = {
  id: string;
  author: { id: string; username: string; displayName: string } | null;
  spaceId: string | null;
  content: string;
  attachments: File[];
  counters: Counters;
  liked: boolean;
  hidden: boolean;
  createdAt: string;
  editedAt: string | null;
};

export type Comment = {
  id: string;
  postId: string;
  parentId: string | null;
  author: { id: string } | null;
  content: string | null;
  likes: number;
  liked: boolean;
  replies: number;
  hidden: boolean;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
};

export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** Publishes a post. */
export async function publish(author: Person, content = "Hello", more: object = {}): Promise<Post> {
  const response = await author.call("POST", "/api/v1/posts", { json: { content, ...more } });
  if (response.status !== 201) throw new Error(await response.text());
  return response.json<Post>();
}

export const readPost = async (person: Person, { id }: { id: string }) =>
  (await person.call("GET", `/api/v1/posts/${id}`)).json<Post>();

export async function feedOf(person: Person, feed: string, query = ""): Promise<Page<Post>> {
  const response = await person.call("GET", `/api/v1/posts?feed=${feed}${query}`);
  if (response.status !== 200) throw new Error(await response.text());
  return response.json<Page<Post>>();
}

/** The ids in a feed. */
export const idsIn = async (person: Person, feed: string, query = "") =>
  (await feedOf(person, feed, query)).items.map(({ id }) => id);

/** Says something to a post. */
export async function say(person: Person, post: { id: string }, content = "Well said", parent?: { id: string }) {
  const json = { content, ...(parent && { parentId: parent.id }) };
  const response = await person.call("POST", `/api/v1/posts/${post.id}/comments`, { json });
  if (response.status !== 201) throw new Error(await response.text());
  return response.json<Comment>();
}

export const commentsOf = async (person: Person, { id }: { id: string }, query = "") =>
  (await person.call("GET", `/api/v1/posts/${id}/comments${query}`)).json<Page<Comment>>();

/** Makes a space with members. @returns its id. */
export async function newSpace(
  owner: Person,
  visibility: "public" | "private",
  members: { id: string }[] = [],
): Promise<string> {
  const response = await owner.call("POST", "/api/v1/spaces", { json: { name: "A space", visibility } });
  if (response.status !== 201) throw new Error(await response.text());
  const { id } = await response.json<{ id: string }>();
  for (const member of members) await join(id, member);
  return id;
}

/** Has somebody become a member without having been invited. */
export async function join(spaceId: string, { id }: { id: string }): Promise<void> {
  await env.DB.prepare("INSERT INTO space_members (space_id, user_id, role, joined_at) VALUES (?, ?, 'member', ?)")
    .bind(spaceId, id, Date.now())
    .run();
}

export const follow = (person: Person, other: { username: string }) =>
  person.call("PUT", `/api/v1/users/${other.username}/follow`);

export const block = (person: Person, other: { username: string }) =>
  person.call("PUT", `/api/v1/users/${other.username}/block`);

/** People of whom there is only what a list shows, made a hundred at a time. @returns their ids. */
export async function newCrowd(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("user"));
  await env.DB.prepare(
    `INSERT INTO users (id, email, username, display_name, search_name, password_set_at, created_at, updated_at)
       SELECT value, value || '@example.com', value, 'One of many', 'one of many', 0, 0, 0 FROM json_each(?)`,
  )
    .bind(JSON.stringify(ids))
    .run();
  return ids;
}

/** So many people who are signed in. No password is hashed for them, so they are quickly many. */
export async function signInCrowd(count: number): Promise<Pick<Person, "id" | "call">[]> {
  const ids = await newCrowd(count);
  const device = { type: "unknown" as const, browser: null, os: null, name: null };
  return Promise.all(
    ids.map(async (userId) => {
      const origin = { device, deviceToken: undefined, ip: newAddress(), location: null };
      const grants = await findGrants(newDeps(), userId);
      const input = { userId, grants, origin, amr: ["pwd"], rememberDevice: false };
      const { accessToken: token } = await openSession(newDeps(), input);
      return { id: userId, call: (method, path, options) => call(method, path, { token, ...options }) };
    }),
  );
}

/** How often something was told of a post. */
export async function toldOf(type: string, postId: string): Promise<number | null> {
  return env.DB.prepare("SELECT count(*) AS n FROM events WHERE type = ? AND payload ->> 'postId' = ?")
    .bind(type, postId)
    .first("n");
}
