import type { DatabaseDeps } from "../../platform/db/database.ts";
import { findPeopleInCommon } from "../chat/index.ts";
import { findMutualFollows } from "../people/index.ts";

/** A way in which two people may know each other: who among these does a user know by it? */
type Acquaintance = (deps: DatabaseDeps, userId: string, otherIds: string[]) => Promise<Set<string>>;

/** Any of them will do. It holds in both directions. */
const ways: Acquaintance[] = [findPeopleInCommon, findMutualFollows];

/** Who among these may see whether a user is there, and be seen. Everybody else is a stranger. */
export async function findAcquaintances(deps: DatabaseDeps, userId: string, otherIds: string[]): Promise<Set<string>> {
  const found = await Promise.all(ways.map((way) => way(deps, userId, otherIds)));
  return new Set(found.flatMap((ids) => [...ids]));
}
