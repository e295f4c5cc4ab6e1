import { sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import { followUser } from "../features/people/index.ts";
import { createVerifiedUser } from "../features/users/index.ts";
import { seedConversation } from "./seed-conversations.ts";
import { seedConversations } from "./conversations.ts";
import { demoPeople, neighbours } from "./people.ts";
import { hasLastOffer, seedOffers } from "./seed-offers.ts";
import { seedFeeds, seedSpacesOf } from "./seed-posts.ts";
import { forEach, type Ids, idOf } from "./seeding.ts";

/**
 * Makes the thirty people and all that goes on among them, through the services as they themselves would.
 * It is the same each time; what is there already stays as it is, so a run that was cut off is gone on with.
 *
 * @returns whether there was anything left to make.
 */
export async function seedWorld(deps: Deps, demoIds: Ids): Promise<boolean> {
  // Never removed: offers and applications that end stay as they ended.
  if (await hasLastOffer(deps, idOf(demoIds, "admin"))) return false;
  const ids = new Map(demoIds);
  await forEach(neighbours, async ({ username, ...person }) => {
    const email = `${username.replaceAll("_", ".")}@example.com`;
    ids.set(username, await createVerifiedUser(deps, { ...person, username, email, password: null, role: null }));
  });
  await seedFollows(deps, ids);
  await seedSpacesOf(deps, ids);
  await seedFeeds(deps, ids);
  for (const conversation of seedConversations) await seedConversation(deps, ids, conversation);
  await settle(deps, ids);
  await seedOffers(deps, ids);
  await settle(deps, ids);
  return true;
}

/** Everybody follows some of the others; Ada and Grace are followed by many. */
async function seedFollows(deps: Deps, ids: Ids): Promise<void> {
  const names = [...ids.keys()].filter((name) => name !== "admin");
  const pairs = names.flatMap((follower, at) =>
    names
      .filter((_, other) => other !== at && ((at * 7 + other * 3) % 11 === 0 || (other < 2 && at % 3 === other)))
      .map((username) => ({ followerId: idOf(ids, follower), username })),
  );
  await forEach(pairs, (pair) => followUser(deps, pair));
}

/**
 * What nobody will ever see need not be told: of the thirty only those sign in who have a passphrase. The
 * others' events count as done, so that a start does not have to write to everybody.
 */
async function settle(deps: Deps, ids: Ids): Promise<void> {
  const recorded = JSON.stringify(deps.recordedEvents.splice(0));
  const readers = JSON.stringify(demoPeople.map(({ username }) => idOf(ids, username)));
  await deps.db.run(sql`
    UPDATE events SET state = 'done'
      WHERE id IN (SELECT value FROM json_each(${recorded})) AND type NOT LIKE 'chat.%'
        AND NOT EXISTS (SELECT 1 FROM json_each(${readers}) AS reader WHERE instr(payload, reader.value) > 0)`);
  const left = await deps.db.all<{ id: string }>(sql`
    SELECT id FROM events WHERE state = 'pending' AND id IN (SELECT value FROM json_each(${recorded})) ORDER BY id`);
  deps.recordedEvents.push(...left.map(({ id }) => id));
}
