import type { RequestDeps } from "../../platform/http/request.ts";
import { Problem } from "../../platform/http/problem.ts";
import { isBreached } from "./breached-passwords.ts";

type PolicyDeps = Pick<RequestDeps, "config" | "log">;

/** What must be left of a password without the words that anybody would try first. */
const minRest = 8;
/** Shorter words are part of too many others. */
const minWord = 4;

export type PasswordVerdict = { fault: string | undefined; breached: boolean | null };

/**
 * Requires that a new password is long, not known from lists of common and breached ones, and not made of
 * the product's words or its owner's. There are no rules of composition (NIST SP 800-63B §3.1.1.2).
 *
 * @param ownWords the owner's address and username.
 * @throws Problem `VALIDATION_FAILED` naming the field.
 */
export async function requireGoodPassword(
  deps: PolicyDeps,
  password: string,
  { field, ownWords }: { field: string; ownWords: string[] },
): Promise<void> {
  const message = faultOfForm(deps, password, ownWords) ?? faultOfBreach(await isBreached(deps, password));
  if (message !== undefined) refusePassword(field, message);
}

/** What {@link requireGoodPassword} would say, and whether the password is known, to show it to who chooses one. */
export async function judgePassword(deps: PolicyDeps, password: string, ownWords: string[]): Promise<PasswordVerdict> {
  const breached = await isBreached(deps, password);
  return { fault: faultOfForm(deps, password, ownWords) ?? faultOfBreach(breached), breached };
}

export function refusePassword(field: string, message: string): never {
  throw new Problem("VALIDATION_FAILED", undefined, { errors: [{ path: field, message }] });
}

/** Length is measured in characters as people see them typed. */
function faultOfForm({ config }: PolicyDeps, password: string, ownWords: string[]): string | undefined {
  const text = password.normalize("NFKC");
  if (Array.from(text).length < config.PASSWORD_MIN_LENGTH)
    return `must have at least ${config.PASSWORD_MIN_LENGTH} characters`;
  const words = [...config.PASSWORD_FORBIDDEN_WORDS, ...ownWords.flatMap(withLocalPart)];
  const rest = words
    .map(fold)
    .filter((word) => word.length >= minWord)
    .sort(byLength)
    .reduce(without, fold(text));
  return Array.from(rest).length < minRest ? "must not be made of your name, your address or ours" : undefined;
}

function faultOfBreach(breached: boolean | null): string | undefined {
  return breached === true ? "is known from breaches of other services or very common; choose another" : undefined;
}

const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();
/** The longest first, so that no shorter word leaves a piece of it behind. */
const byLength = (a: string, b: string) => b.length - a.length;
const without = (text: string, word: string) => text.replaceAll(word, "");

/** An address counts whole and by what stands before its `@`. */
function withLocalPart(word: string): string[] {
  const at = word.lastIndexOf("@");
  return at > 0 ? [word, word.slice(0, at)] : [word];
}
