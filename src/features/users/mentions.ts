/** A name as users may have it, after an `@` that is no part of a word or an address. */
const pattern = /(?<![\w@.])@(\w{3,30})(?!\w)/g;

/** The user names that a text mentions, in the letters that names have. */
export function mentionedNames(content: string): Set<string> {
  return new Set([...content.matchAll(pattern)].map(([, name = ""]) => name.toLowerCase()));
}
