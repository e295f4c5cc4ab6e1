import { and, desc, eq, lt } from "drizzle-orm";
import { toPage } from "../../platform/db/cursor.ts";
import type { Statement } from "../../platform/db/database.ts";
import type { Page } from "../../platform/http/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Invitation } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceInvitations, spaces } from "./schema.ts";
import type { Where } from "./standing.ts";

type Row = typeof spaceInvitations.$inferSelect & { spaceName: string };

const columns = {
  id: spaceInvitations.id,
  spaceId: spaceInvitations.spaceId,
  userId: spaceInvitations.userId,
  inviterId: spaceInvitations.inviterId,
  status: spaceInvitations.status,
  createdAt: spaceInvitations.createdAt,
  decidedAt: spaceInvitations.decidedAt,
  spaceName: spaces.name,
};

function isOpen({ spaceId, userId }: Where) {
  return and(
    eq(spaceInvitations.spaceId, spaceId),
    eq(spaceInvitations.userId, userId),
    eq(spaceInvitations.status, "open"),
  );
}

/** An invitation into a space that there is. */
export function findInvitation(deps: SpacesDeps, id: string): Promise<Row | undefined> {
  return select(deps).where(eq(spaceInvitations.id, id)).get();
}

/** The open invitation of somebody into a space. */
export function findOpenInvitation(deps: SpacesDeps, where: Where): Promise<Row | undefined> {
  return select(deps).where(isOpen(where)).get();
}

/** The open invitations of a user, or into a space: the newest first. */
export async function listOpen(
  deps: SpacesDeps,
  of: { userId: string } | { spaceId: string },
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Page<Invitation>> {
  const isOf = "userId" in of ? eq(spaceInvitations.userId, of.userId) : eq(spaceInvitations.spaceId, of.spaceId);
  const isBefore = before === undefined ? undefined : lt(spaceInvitations.id, before);
  const rows = await select(deps)
    .where(and(isOf, eq(spaceInvitations.status, "open"), isBefore))
    .orderBy(desc(spaceInvitations.id))
    .limit(limit + 1);
  const page = toPage(rows, limit, ({ id }) => [id]);
  return { items: await renderInvitations(deps, page.items), nextCursor: page.nextCursor };
}

/** The statement that accepts an open invitation of somebody who has come in another way. */
export function acceptOpen(deps: SpacesDeps, where: Where): Statement {
  return deps.db.update(spaceInvitations).set({ status: "accepted", decidedAt: deps.now() }).where(isOpen(where));
}

export async function renderInvitation(deps: SpacesDeps, row: Row): Promise<Invitation> {
  const [rendered] = await renderInvitations(deps, [row]);
  if (!rendered) throw new Error("an invitation was rendered as nothing");
  return rendered;
}

async function renderInvitations(deps: SpacesDeps, rows: Row[]): Promise<Invitation[]> {
  const people = await findUserSummaries(deps, [...new Set(rows.flatMap((row) => [row.userId, row.inviterId]))]);
  return rows.map((row) => ({
    id: row.id,
    space: { id: row.spaceId, name: row.spaceName },
    user: people.get(row.userId) ?? null,
    inviter: people.get(row.inviterId) ?? null,
    status: row.status,
    createdAt: new Date(row.createdAt).toISOString(),
    decidedAt: row.decidedAt === null ? null : new Date(row.decidedAt).toISOString(),
  }));
}

function select(deps: SpacesDeps) {
  return deps.db.select(columns).from(spaceInvitations).innerJoin(spaces, eq(spaces.id, spaceInvitations.spaceId));
}
