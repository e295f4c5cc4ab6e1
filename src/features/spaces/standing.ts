import { Problem } from "../../platform/http/problem.ts";
import type { SpacesDeps } from "./deps.ts";
import { findVisibleSpace, type Standing } from "./space-rows.ts";

/** Whose call it is, and in which space. */
export type Where = { spaceId: string; userId: string };

/** A space that somebody may see, and what they are in it. @throws Problem `NOT_FOUND`. */
export async function requireVisible(deps: SpacesDeps, { spaceId, userId }: Where): Promise<Standing> {
  const found = await findVisibleSpace(deps.db, { id: spaceId, userId });
  if (!found) throw new Problem("NOT_FOUND", "There is no such space.");
  return found;
}

/** The same for who manages it. @throws Problem `FORBIDDEN` for who sees it and is neither owner nor admin. */
export async function requireManager(deps: SpacesDeps, where: Where): Promise<Standing & { role: "owner" | "admin" }> {
  const { space, role } = await requireVisible(deps, where);
  if (role === "owner" || role === "admin") return { space, role };
  throw new Problem("FORBIDDEN", "Only the owner and admins of the space may do this.");
}
