import { env } from "cloudflare:workers";
import { newId } from "../../src/platform/ids/typeid.ts";
import type { Person } from "./people.ts";

export type Member = { userId: string; username: string; displayName: string; role: string; joinedAt: string };

export type Group = {
  id: string;
  type: string;
  title: string | null;
  members: Member[];
  memberCount: number;
  unreadCount: number;
  mutedUntil: string | null;
};

/** Opens a group of these people. @returns its id. */
export async function openGroup(owner: Person, members: Person[] = [], title = "The group"): Promise<string> {
  const json = { type: "group", title, memberIds: members.map(({ id }) => id) };
  const response = await owner.call("POST", "/api/v1/conversations", { json });
  return (await response.json<Group>()).id;
}

export const groupOf = async (person: Person, id: string) =>
  (await person.call("GET", `/api/v1/conversations/${id}`)).json<Group>();

/** Adds a member, or gives one another role. */
export const put = (person: Person, id: string, userId: string, json: object = {}) =>
  person.call("PUT", `/api/v1/conversations/${id}/members/${userId}`, { json });

/** Removes a member; oneself leaves. */
export const remove = (person: Person, id: string, userId: string) =>
  person.call("DELETE", `/api/v1/conversations/${id}/members/${userId}`);

/** Who is in a group, and as what, by their ids. */
export async function rolesIn(person: Person, id: string): Promise<Record<string, string>> {
  const { members } = await groupOf(person, id);
  return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
}

/** Users that nobody signs in as: each that signs up hashes a password. @returns their ids. */
export async function makeUsers(count: number): Promise<string[]> {
  const users = Array.from({ length: count }, () => ({
    id: newId("user"),
    name: `u_${crypto.randomUUID().slice(0, 13)}`,
  }));
  await env.DB.prepare(
    `INSERT INTO users (id, email, username, display_name, search_name, password_set_at, created_at, updated_at)
       SELECT value ->> 'id', (value ->> 'name') || '@example.com', replace(value ->> 'name', '-', '_'), value ->> 'name', value ->> 'name', 0, 0, 0
       FROM json_each(?)`,
  )
    .bind(JSON.stringify(users))
    .run();
  return users.map(({ id }) => id);
}
