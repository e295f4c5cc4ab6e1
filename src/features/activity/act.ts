import type { UserSummary } from "../users/contract.ts";

/**
 * Something that somebody did to a topic. Recording one again changes nothing, and those about the same
 * thing may come in any order; what names the thing is `key`:
 *
 * - of a like or unlike whatever sorts as they came to be: of one user's, that with the greatest key stands;
 * - of a comment or post its own id: it counts once, and never again after its `uncomment`;
 * - of a view nothing: a user counts once a day.
 */
export type Act =
  | { kind: "like" | "unlike" | "view"; actor: UserSummary; key: string }
  | { kind: "comment" | "post"; actor: UserSummary | null; key: string }
  | { kind: "uncomment"; actor: UserSummary | null; key: string };
