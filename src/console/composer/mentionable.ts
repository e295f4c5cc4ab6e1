/** Somebody who can be called by name here. */
export type Mentionable = { userId: string; username: string; displayName: string };

/** A name that is being written: where its "@" stands, and what of it is there. */
export type BegunName = { at: number; name: string };

const begun = /(?:^|[\s([{"'،؛])@([\p{L}\p{N}_]{0,30})$/u;
const mostShown = 8;

/** The name that is being written before the caret, if there is one. */
export function begunName(text: string, caret: number): BegunName | null {
  const [, name] = begun.exec(text.slice(0, caret)) ?? [];
  return name === undefined ? null : { at: caret - name.length - 1, name: name.toLowerCase() };
}

/** Whose username, or any of whose names, begins like that. */
export function whoIsMeant(people: Mentionable[], { name }: BegunName): Mentionable[] {
  const begins = (word: string) => word.toLowerCase().startsWith(name);
  return people
    .filter(({ username, displayName }) => begins(username) || displayName.split(/\s+/).some(begins))
    .slice(0, mostShown);
}

/** The text with the whole name in it, and where one writes on. */
export function withName(text: string, { at, name }: BegunName, { username }: Mentionable) {
  const before = `${text.slice(0, at)}@${username} `;
  return { text: before + text.slice(at + 1 + name.length).replace(/^ /, ""), caret: before.length };
}
