/** So many words of what somebody typed are looked for; each costs a look into the index. */
const maxWords = 10;

/**
 * What somebody typed, as a query of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax): each
 * word in quotes, where nothing but a quote has a meaning, and each also as a beginning. Empty where
 * there is no word in it, which finds nothing.
 */
export function wordsQuery(text: string): string {
  const words = text.toWellFormed().match(/[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu) ?? [];
  return words
    .slice(0, maxWords)
    .map((word) => `"${word}"*`)
    .join(" ");
}
