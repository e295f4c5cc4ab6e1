import type { AttemptOutcome, AttemptState } from "../../platform/limits/failure-lock.ts";
import type { UsersDeps } from "../users/index.ts";
import type { AddressReputation } from "./reputation.ts";

export interface SecurityDeps extends UsersDeps {
  /** The lock of one address or device. */
  failureLockOf(key: string): FailureLocks;
  addressReputation: AddressReputation;
}

/** The failures in a row of one key, by name; a Durable Object keeps them. */
export type FailureLocks = {
  beginAttempt(name: string): Promise<AttemptState>;
  endAttempt(name: string, succeeded: boolean): Promise<AttemptOutcome>;
  abandonAttempt(name: string): Promise<void>;
  clearFailures(name: string): Promise<void>;
};
