const maxExcerpt = 140;

/** How a text begins, in one line. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= maxExcerpt ? line : `${characters.slice(0, maxExcerpt - 1).join("")}…`;
}
