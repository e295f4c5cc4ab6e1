import type { users } from "./schema.ts";

type NewUser = Pick<typeof users.$inferInsert, "id" | "email" | "username" | "displayName" | "passwordHash">;

/** The row of somebody whose address is theirs, as it begins. */
export function newUserRow(user: NewUser, now: number): typeof users.$inferInsert {
  return { ...user, searchName: foldName(user.displayName), passwordSetAt: now, createdAt: now, updatedAt: now };
}

/** A name as it is searched by: SQLite's own functions know no letters but ASCII's. */
export function foldName(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
