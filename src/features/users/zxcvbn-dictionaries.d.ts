// Parts of the packages that they do not type: the whole of them would be twice as large.
declare module "@zxcvbn-ts/language-common/dist/passwords.json.mjs" {
  /** Most common first, in lower case. */
  const passwords: string[];
  export default passwords;
}
declare module "@zxcvbn-ts/language-en/dist/commonWords.json.mjs" {
  const words: string[];
  export default words;
}
declare module "@zxcvbn-ts/language-en/dist/translations.mjs" {
  import type { translations } from "@zxcvbn-ts/language-en";
  const english: typeof translations;
  export default english;
}
