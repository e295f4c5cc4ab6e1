import type { FactorMethod } from "../features/mfa/contract.ts";

/** How a signed-in user proves once more that it is them. */
export type StepUpMethod = FactorMethod | "password";

/**
 * Why a call did not do what was asked. `code` is the server's stable problem code, or `NETWORK` when no
 * usable answer came: unreachable, too slow, or given up before it was answered.
 */
export type Failure = {
  code: string;
  status: number;
  detail: string;
  requestId: string | null;
  errors?: { path: string; message: string }[];
  /** With `STEP_UP_REQUIRED`: by which of these to prove oneself. */
  methods?: StepUpMethod[];
  /** With `NOT_FOUND` to a subscription: which topics there are not, so that none was followed. */
  topics?: string[];
  /** When trying again may help, where the server says. */
  retryAfterSeconds?: number;
};

/** What every call gives: one of the two is always null, so check `error` first. */
export type Result<T> = { data: T; error: null } | { data: null; error: Failure };

export function succeed<T>(data: T): Result<T> {
  return { data, error: null };
}

export function fail(error: Failure): { data: null; error: Failure } {
  return { data: null, error };
}

export function unreachable(detail = "The server can't be reached."): { data: null; error: Failure } {
  return fail({ code: "NETWORK", status: 0, detail, requestId: null });
}
