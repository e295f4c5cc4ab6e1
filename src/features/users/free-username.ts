import { and, eq, gt, ne } from "drizzle-orm";
import { newCode } from "../../platform/crypto/random.ts";
import type { UsersDeps } from "./deps.ts";
import { registrations, users } from "./schema.ts";

/** Leaves room for a number behind it. */
const maxBase = 23;

/** A username for somebody who has not chosen one, after the first of these words that makes one, and free just now. */
export async function findFreeUsername(deps: UsersDeps, email: string, words: (string | null)[]): Promise<string> {
  const base = words.map(toUsername).find((name) => name.length >= 3) ?? "user";
  return (await isUsernameTaken(deps, base, email)) ? `${base}_${newCode()}` : base;
}

/** A name is taken by a user, and for a day by a registration of another address. */
export async function isUsernameTaken(deps: UsersDeps, username: string, email: string): Promise<boolean> {
  const [[user], [registration]] = await deps.db.batch([
    deps.db.select({ id: users.id }).from(users).where(eq(users.username, username)),
    deps.db
      .select({ id: registrations.id })
      .from(registrations)
      .where(
        and(
          eq(registrations.username, username),
          ne(registrations.email, email),
          gt(registrations.expiresAt, deps.now()),
        ),
      ),
  ]);
  return user !== undefined || registration !== undefined;
}

function toUsername(text: string | null): string {
  return (text ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, maxBase)
    .replace(/^_+|_+$/g, "");
}
