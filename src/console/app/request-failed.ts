import type { Failure, Result } from "../../client/index.ts";

/** A failed call, as an exception: TanStack Query tells failures from data by what is thrown. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** The data of a call, or its failure thrown. */
export async function unwrap<T>(call: Promise<Result<T>> | Result<T>): Promise<T> {
  const { data, error } = await call;
  if (error) throw new RequestFailed(error);
  return data;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure;
  return { code: "UNKNOWN", status: 0, detail: String(error), requestId: null };
}

/** Whether the same call may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const { code, status } = failureOf(error);
  return code === "NETWORK" || status >= 500;
}
