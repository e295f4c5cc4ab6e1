import { Problem } from "../../platform/http/problem.ts";
import { defineCounter } from "../../platform/metrics/metric.ts";
import { metrics } from "../../platform/metrics/registry.ts";

const signIns = defineCounter("atrium_sign_ins_total", "Sign-ins that ended, by how and with what.", [
  "result",
  "method",
]);

/** The first of these that somebody has proved themselves by (RFC 8176) is how they came in. */
const methods: Record<string, string> = { fed: "oauth", hwk: "passkey", pwd: "password", otp: "email" };

/** Counts somebody who came in. */
export function countSignIn(amr: string[], now: number): void {
  const method = Object.keys(methods).find((one) => amr.includes(one)) ?? "";
  metrics.count(signIns, ["ok", methods[method] ?? "other"]);
  metrics.addFigure("signIns", now);
}

/** Tries a step of a sign-in, and counts it where it is refused for what was given, or for too many tries before. */
export async function countingFailures<T>(
  method: "password" | "passkey" | "second_factor" | "oauth",
  deps: { now(): number },
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const result = error instanceof Problem && failures.get(error.code);
    if (result) metrics.count(signIns, [result, method]);
    if (result) metrics.addFigure("failedSignIns", deps.now());
    throw error;
  }
}

const failures = new Map<string, "failed" | "locked">([
  ["INVALID_CREDENTIALS", "failed"],
  ["PASSWORD_EXPIRED", "failed"],
  ["CHALLENGE_EXPIRED", "failed"],
  ["ACCOUNT_LOCKED", "locked"],
]);
