/** Of two in a row, both are among the most common of all: the list itself has few that are long. */
const mostCommon = 3_000;
const longestPiece = 15;

type CommonPasswords = { all: Set<string>; pieces: Set<string> };

let loaded: CommonPasswords | undefined;

/** Whether a password is one of the 50,000 most common, in whatever case, or two of the 3,000 most common in a row. */
export async function isCommonPassword(password: string): Promise<boolean> {
  const { all, pieces } = (loaded ??= await load());
  const text = password.normalize("NFKC").toLowerCase();
  if (all.has(text)) return true;
  if (text.length > 2 * longestPiece) return false;
  for (let cut = 1; cut < text.length; cut += 1) {
    if (pieces.has(text.slice(0, cut)) && pieces.has(text.slice(cut))) return true;
  }
  return false;
}

/** The list is large, and most isolates never check a new password: it is read at the first one. */
async function load(): Promise<CommonPasswords> {
  const { default: passwords } = await import("@zxcvbn-ts/language-common/dist/passwords.json.mjs");
  return { all: new Set(passwords), pieces: new Set(passwords.slice(0, mostCommon)) };
}
