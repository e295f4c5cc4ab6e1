import type { Deps } from "../deps.ts";
import { createVerifiedUser } from "../features/users/index.ts";
import { demoPeople } from "./people.ts";
import { seedConversation } from "./seed-conversations.ts";
import { seedConversations } from "./conversations.ts";
import type { Ids } from "./seeding.ts";

/** Of the demo people. Everybody may know it: there are none of them in production. */
const password = "atrium demo passphrase";

/** How each of the demo people signs in. */
export const demoLogins = demoPeople.map(({ email, role }) => ({ email, password, role: role ?? "user" }));

/** Makes the demo people and their conversation, where they are not there yet. @returns their ids. */
export async function seedDemoPeople(deps: Deps): Promise<Ids> {
  const ids = new Map<string, string>();
  for (const person of demoPeople) ids.set(person.username, await createVerifiedUser(deps, { ...person, password }));
  const [first] = seedConversations;
  if (first) await seedConversation(deps, ids, first);
  return ids;
}
