import type { Challenge, FactorMethod } from "../../client/index.ts";
import { isLocalPath } from "../app/search.ts";
import { methodWords } from "../factors/method-words.ts";

/**
 * A challenge behind the `#` of the sign-in page, where it goes to no server and survives a reload. The
 * server, too, leaves it there after a sign-in with another service.
 */
export function fragmentOf({ challengeToken, methods }: Challenge, redirectTo: string): string {
  return new URLSearchParams({ challenge: challengeToken, methods: methods.join(","), redirectTo }).toString();
}

export type PendingSignIn = { challengeToken: string; methods: FactorMethod[]; next: string };

export function pendingSignInOf(hash: string): PendingSignIn | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const challengeToken = fields.get("challenge");
  if (challengeToken === null) return null;
  const methods = (fields.get("methods") ?? "").split(",").filter(isFactorMethod);
  const next = fields.get("redirectTo") ?? "/";
  return { challengeToken, methods, next: isLocalPath(next) ? next : "/" };
}

function isFactorMethod(name: string): name is FactorMethod {
  return name !== "password" && Object.hasOwn(methodWords, name);
}
