/** An encoded word is 75 characters long at most, and a line with one 76, `Subject: ` included (RFC 2047 §2). */
const maxCodedLength = 52;
const maxPlainLength = 60;

/**
 * The text of a header as mail servers take it: as it is where it is short ASCII, else in encoded words (RFC 2047), none
 * of which ends within a character. Lines or spaces go between them; whoever reads them leaves these out.
 */
export function encodedWords(text: string): string[] {
  if (text.length <= maxPlainLength && /^[\x20-\x7e]*$/.test(text) && !text.includes("=?")) return [text];
  const words = [""];
  for (const character of text) {
    const coded = encodeCharacter(character);
    const word = words.at(-1) ?? "";
    if (word.length + coded.length > maxCodedLength) words.push(coded);
    else words[words.length - 1] = word + coded;
  }
  return words.map((word) => `=?UTF-8?Q?${word}?=`);
}

/** What may stand for itself also in a sender's name (RFC 2047 §5, 3). */
function encodeCharacter(character: string): string {
  if (/^[A-Za-z0-9!*+/-]$/.test(character)) return character;
  if (character === " ") return "_";
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
