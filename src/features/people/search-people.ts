import type { Page } from "../../platform/http/contract.ts";
import type { UserSummary } from "../users/contract.ts";
import { searchUsers } from "../users/index.ts";
import type { PeopleDeps } from "./deps.ts";

/**
 * People whose username or name has these words, as `GET /users?q=` finds them. Everybody who is signed in
 * finds the same ones, also those who have blocked them: a block is not told.
 */
export function searchPeople(
  deps: PeopleDeps,
  _viewerId: string,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<UserSummary>> {
  return searchUsers(deps, query);
}
