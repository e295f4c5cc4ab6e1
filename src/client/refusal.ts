import type { ProblemDetails } from "../platform/http/contract.ts";
import { parseTrusted } from "./json.ts";
import type { Failure, StepUpMethod } from "./result.ts";

type Answered = Partial<Omit<ProblemDetails, "methods"> & { methods: StepUpMethod[] }>;

/** Why the server did not do what it was asked, whoever on the way to it has answered. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status, headers } = response;
  const retryAfterSeconds = Number(headers.get("retry-after") ?? Number.NaN);
  const body = problemIn(await response.text().catch(() => ""));
  return {
    code: body.code ?? (status >= 500 ? "UNAVAILABLE" : "UNKNOWN"),
    status,
    detail: body.detail ?? `The server answered ${status}.`,
    requestId: body.requestId ?? headers.get("x-request-id"),
    ...(body.errors && { errors: body.errors }),
    ...(body.methods && { methods: body.methods }),
    ...(Number.isFinite(retryAfterSeconds) && { retryAfterSeconds }),
  };
}

/** A proxy in between may have answered with something other than a problem. */
function problemIn(text: string): Answered {
  try {
    return parseTrusted<Answered | null>(text || "null") ?? {};
  } catch {
    return {};
  }
}

const passingCodes = new Set(["NETWORK", "RATE_LIMITED", "QUOTA_EXCEEDED", "INTERNAL", "UNAVAILABLE"]);

/** Whether the same call may well succeed later, as it is. Sockets tell codes alone. */
export function isPassing({ code, status }: Failure): boolean {
  return passingCodes.has(code) || status >= 500 || [408, 425, 429].includes(status);
}
