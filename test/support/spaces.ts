import type { Person } from "./people.ts";

export type SpaceJson = {
  id: string;
  name: string;
  description: string;
  visibility: "public" | "private";
  memberCount: number;
  role: string | null;
  createdAt: string;
};

export type InvitationJson = {
  id: string;
  space: { id: string; name: string };
  user: { id: string } | null;
  inviter: { id: string } | null;
  status: string;
  createdAt: string;
  decidedAt: string | null;
};

export type Listed<Item> = { items: Item[]; nextCursor: string | null };

export const postSpace = (by: Person, json: object) =>
  by.call("POST", "/api/v1/spaces", { json: { name: "Poetical science", visibility: "public", ...json } });

/** A space that somebody has just made. */
export async function makeSpace(by: Person, json: object = {}): Promise<SpaceJson> {
  return (await postSpace(by, json)).json<SpaceJson>();
}

export const spacePath = ({ id }: { id: string }, rest = "") => `/api/v1/spaces/${id}${rest}`;
export const readSpace = (by: Person, space: { id: string }) => by.call("GET", spacePath(space));
export const join = (by: Person, space: { id: string }, who = by) =>
  by.call("PUT", spacePath(space, `/members/${who.id}`));
export const leave = (by: Person, space: { id: string }, who = by) =>
  by.call("DELETE", spacePath(space, `/members/${who.id}`));
export const giveRole = (by: Person, space: { id: string }, who: Person, role: string) =>
  by.call("PATCH", spacePath(space, `/members/${who.id}`), { json: { role } });

export const postInvitation = (by: Person, space: { id: string }, { id }: { id: string }) =>
  by.call("POST", spacePath(space, "/invitations"), { json: { userId: id } });

/** An invitation that somebody has just made. */
export async function invite(by: Person, space: { id: string }, who: Person): Promise<InvitationJson> {
  return (await postInvitation(by, space, who)).json<InvitationJson>();
}

export const decideInvitation = (by: Person, { id }: { id: string }, decision: "accept" | "decline") =>
  by.call("POST", `/api/v1/invitations/${id}/${decision}`);
export const revoke = (by: Person, { id }: { id: string }) => by.call("DELETE", `/api/v1/invitations/${id}`);

/** Has somebody come into a space by an invitation. */
export async function bringIn(by: Person, space: { id: string }, who: Person): Promise<void> {
  await decideInvitation(who, await invite(by, space, who), "accept");
}

export const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);

/** Of calls that ran at once, of which any may have been the first. */
export const sortedStatuses = (answers: Response[]) => statusesOf(answers).toSorted((low, high) => low - high);
