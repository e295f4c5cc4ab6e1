import type { Config } from "../../platform/config/config.ts";
import type { Permission } from "../sessions/index.ts";

/** What each role permits. `ALL` stands for every permission there is. */
const permissionsOfRole = {
  admin: ["ALL"],
  support: ["user.view", "session.view", "session.end", "audit.view"],
  operator: [
    "health.view",
    "metrics.view",
    "audit.view",
    "user.view",
    "event.view",
    "event.replay",
    "job.view",
    "queue.manage",
  ],
  moderator: ["report.view", "report.resolve", "post.moderate", "space.moderate", "user.view"],
} satisfies Record<string, Permission[]>;

export type Role = keyof typeof permissionsOfRole;

export const roleNames = ["admin", "support", "operator", "moderator"] as const satisfies Role[];

export function permissionsOf(roles: Role[]): Permission[] {
  return [...new Set(roles.flatMap((role) => permissionsOfRole[role]))];
}

/** How many times the limits of a plain user these roles have: the highest counts. */
export function limitFactorOf(config: Pick<Config, "ROLE_LIMIT_FACTORS">, roles: string[]): number {
  return Math.max(1, ...roles.map((role) => config.ROLE_LIMIT_FACTORS.get(role) ?? 1));
}
