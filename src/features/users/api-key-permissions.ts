import { Problem } from "../../platform/http/problem.ts";
import { type Permission, permissions, permits, type Scope, scopes } from "../sessions/index.ts";

const isPermission = (name: string): name is Permission => permissions.some((one) => one === name);
const isScope = (name: string): name is Scope => scopes.some((one) => one === name);

/**
 * Requires that a user may give an API key all of these: the scopes, and what they are permitted themselves.
 *
 * @throws Problem `VALIDATION_FAILED` naming each that they may not; one that they lack and one that nobody
 * has look alike.
 */
export function requireGivable(own: readonly string[], wanted: readonly string[]): void {
  const errors = wanted.flatMap((name, at) =>
    isScope(name) || (isPermission(name) && permits(own, name))
      ? []
      : [{ path: `permissions.${at}`, message: "is none that you can give" }],
  );
  if (errors.length > 0) throw new Problem("VALIDATION_FAILED", undefined, { errors });
}

/** What a key was given, less what its owner has no more: a role that is taken away takes it from their keys. */
export function givenTo(given: readonly string[], own: readonly string[]): { permissions: string[]; scopes: string[] } {
  const inherited = given.includes("ALL") ? [...own] : given.filter((name) => isPermission(name) && permits(own, name));
  return { permissions: inherited, scopes: given.filter(isScope) };
}
