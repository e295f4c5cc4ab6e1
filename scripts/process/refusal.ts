import { ConfigError } from "../../src/platform/config/config.ts";

/** Why a command will not go on, in words for whoever typed it. */
export class Refusal extends Error {
  override name = "Refusal";
}

/** Whether an error is an answer to the user, to be printed without a stack. */
export function isRefusal(error: unknown): error is Refusal | ConfigError {
  return error instanceof Refusal || error instanceof ConfigError;
}
