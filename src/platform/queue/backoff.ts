const baseMs = 1_000;
const maxMs = 60 * 60 * 1_000;

/** How long to wait before the next try: doubling from a second to an hour, with full jitter on the upper half. */
export function backoffMs(attempts: number): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.max(0, attempts - 1));
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}
