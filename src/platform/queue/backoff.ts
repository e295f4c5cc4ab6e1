/** How often something is tried, and how long it waits in between. */
export type RetryPolicy = {
  maxAttempts: number;
  /** The longest pause before the second try; before each further one it is `factor` times as long, up to a cap. */
  firstPauseMs: number;
  factor: number;
  maxPauseMs: number;
};

export const defaultRetry: RetryPolicy = {
  maxAttempts: 10,
  firstPauseMs: 1_000,
  factor: 2,
  maxPauseMs: 60 * 60 * 1_000,
};

/** No pause is shorter: what fails at once must not go round and round. */
const minPauseMs = 100;

/**
 * How long to wait before the next try, after so many: any time up to a ceiling that grows with each of them
 * (full jitter), so that what failed together does not come back together.
 */
export function backoffMs(attempts: number, policy: RetryPolicy = defaultRetry): number {
  const { firstPauseMs, factor, maxPauseMs } = policy;
  const ceilingMs = Math.min(maxPauseMs, firstPauseMs * factor ** Math.max(0, attempts - 1));
  return Math.max(Math.min(minPauseMs, ceilingMs), Math.round(Math.random() * ceilingMs));
}
