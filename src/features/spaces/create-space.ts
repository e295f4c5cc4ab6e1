import { sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { openTopic } from "../activity/index.ts";
import type { NewSpace, Space } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceJoined } from "./events.ts";
import { hasRoomForSpace, maxSpacesEach } from "./space-rows.ts";
import { spaceMembers, spaces } from "./schema.ts";
import { topicOfSpace } from "./topic.ts";

/**
 * Makes a space, with who makes it as its owner.
 *
 * @throws Problem `CONFLICT` for who is a member of {@link maxSpacesEach} already.
 */
export async function createSpace(deps: SpacesDeps, ownerId: string, input: NewSpace): Promise<Space> {
  const id = newId("space");
  const now = deps.now();
  // Guarded in the statement: of many at once, the last one that there is room for is the last.
  const owner = sql`SELECT ${id}, ${ownerId}, 'owner', ${now} WHERE ${hasRoomForSpace(deps.db, ownerId)}`;
  try {
    await commit(deps, [
      // First, so that the member is counted in it.
      deps.db.insert(spaces).values({ ...input, id, ownerId, createdAt: now, updatedAt: now }),
      deps.db.insert(spaceMembers).select(owner),
      requireChange(deps),
      openTopic(deps, topicOfSpace(id)),
      recordEvent(deps, spaceJoined, { spaceId: id, userId: ownerId }),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed)
      throw new Problem("CONFLICT", `One is a member of ${maxSpacesEach} spaces at most.`);
    throw error;
  }
  return { ...input, id, memberCount: 1, role: "owner", createdAt: new Date(now).toISOString() };
}
