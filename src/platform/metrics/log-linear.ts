/** How often something took how long: counts by {@link bucketOf bucket}. */
export type Spread = Map<number, number>;

/** Each power of two has so many buckets, so what is read from them is at most a sixteenth too high. */
const perOctave = 16;
const exactBelow = 2 * perOctave;
const longestMs = 24 * 3600 * 1000;

/** The bucket of a duration in whole milliseconds: exact below 32, then within 7 %. Past a day is a day. */
export function bucketOf(ms: number): number {
  const duration = Math.min(longestMs, Math.max(0, Math.trunc(ms)));
  if (duration < exactBelow) return duration;
  const shift = 27 - Math.clz32(duration);
  return shift * perOctave + (duration >> shift);
}

/** The longest duration that falls into a bucket. */
export function bucketEnd(bucket: number): number {
  if (bucket < exactBelow) return bucket;
  const shift = Math.floor(bucket / perOctave) - 1;
  return ((bucket - shift * perOctave + 1) << shift) - 1;
}

/** How many there are. */
export function countOf(spread: Spread): number {
  return [...spread.values()].reduce((sum, count) => sum + count, 0);
}

/** How long so great a share of them took at most; null where there are none. */
export function percentile(spread: Spread, share: number): number | null {
  const total = countOf(spread);
  let seen = 0;
  for (const [bucket, count] of [...spread].toSorted(([one], [other]) => one - other)) {
    seen += count;
    if (seen >= total * share) return bucketEnd(bucket);
  }
  return null;
}
