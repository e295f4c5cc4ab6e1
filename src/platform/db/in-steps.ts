/** So many rows one step removes at most. */
export const removedAtOnce = 500;
const stepsAtOnce = 5;

/**
 * Removes old rows in steps of {@link removedAtOnce}, a few at a time: what is left after them the next sweep
 * removes.
 *
 * @param removeSome removes so many rows at most, and says how many it did.
 */
export async function removeInSteps(removeSome: () => Promise<number>): Promise<void> {
  for (let step = 0; step < stepsAtOnce; step += 1) if ((await removeSome()) < removedAtOnce) return;
}
