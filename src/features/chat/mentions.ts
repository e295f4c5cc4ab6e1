export { mentionedNames } from "../users/index.ts";

/** Whether a text needs to be looked through for names at all. */
export function mayMention(content: string): boolean {
  return content.includes("@");
}
