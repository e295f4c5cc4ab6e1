import { commit } from "../../platform/db/database.ts";
import { type EventDeps, recordEvent } from "../../platform/events/event.ts";
import type { Announcement } from "./contract.ts";
import { announced } from "./events.ts";

/** Has something told to users; from here on nothing keeps it from reaching each of them once. */
export async function announce(deps: EventDeps, announcement: Announcement): Promise<void> {
  const { metadata = {} } = announcement;
  const link = announcement.link ?? null;
  await commit(deps, [recordEvent(deps, announced, { ...announcement, link, metadata })]);
}
