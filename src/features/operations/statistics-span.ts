import { Problem } from "../../platform/http/problem.ts";

const dayMs = 24 * 3600 * 1000;
/** More rows than those of a week are not added up while somebody waits. */
const longestMs = 7 * dayMs;

/** Since when to count: a day ago where nothing is said. @throws Problem `VALIDATION_FAILED` past a week ago. */
export function statisticsSince(deps: { now(): number }, { from }: { from?: string | undefined }): number {
  if (from === undefined) return deps.now() - dayMs;
  const since = Date.parse(from);
  if (since >= deps.now() - longestMs) return since;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "from", message: "must be within the last seven days" }],
  });
}
