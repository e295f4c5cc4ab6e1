/** What a job throws when trying again would not help: it is dead at once, and an operator may look at it. */
export class GiveUp extends Error {
  override name = "GiveUp";
}
