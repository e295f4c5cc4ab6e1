import { eq } from "drizzle-orm";
import { commit } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { UsersDeps } from "./deps.ts";
import { userRegistered } from "./events.ts";
import { userRoles, users } from "./schema.ts";
import { newUserRow } from "./user-row.ts";

type VerifiedUser = {
  email: string;
  username: string;
  displayName: string;
  bio?: string;
  /** Null for who is not to sign in. */
  password: string | null;
  role: "admin" | null;
};

/**
 * Makes a user whose address needs no proof, for demo data. One that is there already stays as it is.
 *
 * @returns the user's id.
 */
export async function createVerifiedUser(
  deps: UsersDeps,
  { password, role, bio = "", ...person }: VerifiedUser,
): Promise<string> {
  const known = await deps.db.select({ id: users.id }).from(users).where(eq(users.email, person.email)).get();
  if (known) return known.id;
  const id = newId("user");
  const passwordHash = password === null ? null : await deps.passwords.hash(password);
  await commit(deps, [
    deps.db.insert(users).values({ ...newUserRow({ ...person, id, passwordHash }, deps.now()), bio }),
    ...(role === null ? [] : [deps.db.insert(userRoles).values({ userId: id, role })]),
    recordEvent(deps, userRegistered, { userId: id }),
  ]);
  return id;
}
