import { eq } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import type { Grants } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { limitFactorOf, permissionsOf } from "./roles.ts";
import { userRoles, users } from "./schema.ts";

/** What a user's roles bring them now. @throws Problem `NOT_FOUND`. */
export async function findGrants(deps: Pick<UsersDeps, "db" | "config">, userId: string): Promise<Grants> {
  const [[user], rows] = await deps.db.batch([
    deps.db.select({ version: users.rolesVersion }).from(users).where(eq(users.id, userId)),
    deps.db.select({ role: userRoles.role }).from(userRoles).where(eq(userRoles.userId, userId)),
  ]);
  if (!user) throw new Problem("NOT_FOUND");
  const roles = rows.map(({ role }) => role);
  return { version: user.version, permissions: permissionsOf(roles), limitFactor: limitFactorOf(deps.config, roles) };
}

/** Tells the user's hub what they may do now. Harmless to repeat: the version says which state is the latest. */
export async function applyGrants(deps: UsersDeps, userId: string): Promise<void> {
  await deps.sessionHubOf(userId).setGrants(await findGrants(deps, userId));
  deps.rememberedUsers.forget(userId);
  deps.rememberedApiKeys.forgetAll();
  deps.rememberedSessions.forgetAll();
}
