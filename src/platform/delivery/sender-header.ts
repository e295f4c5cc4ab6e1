import { encodedWords } from "./encoded-words.ts";
import { parseSender } from "./mail.ts";

/** The sender as a header says it, whatever letters the name has. */
export function encodedSender(from: string): string {
  const { name, email } = parseSender(from);
  return name === undefined ? email : `${displayNameOf(name)} <${email}>`;
}

/** An encoded word must not stand in quotes, and any other name should (RFC 2047 §5, RFC 5322 §3.4). */
function displayNameOf(name: string): string {
  const encoded = encodedWords(name).join(" ");
  return encoded === name ? `"${name.replace(/["\\]/g, "\\$&")}"` : encoded;
}
