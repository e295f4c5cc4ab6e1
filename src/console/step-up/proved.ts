import type { Result } from "../../client/index.ts";
import { unwrap } from "../app/request-failed.ts";
import { askForProof } from "./proof-request.ts";

/**
 * The data of a call, or its failure thrown. Where the server wants a fresh proof of who asks, the page
 * asks for it first and then calls again.
 */
export async function proved<T>(call: () => Promise<Result<T>>): Promise<T> {
  const first = await call();
  if (first.error?.code !== "STEP_UP_REQUIRED") return unwrap(first);
  const isProved = await askForProof(first.error.methods ?? []);
  return unwrap(isProved ? call() : first);
}
