import { globSync, readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { ar } from "../../src/console/strings/ar/ar.ts";
import { later as arLater } from "../../src/console/strings/ar/later.ts";
import { en } from "../../src/console/strings/en/en.ts";
import { later as enLater } from "../../src/console/strings/en/later.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Each text with its whole key. */
function flat(texts: Texts, path: string[] = []): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[[...path, key].join("."), value]] : flat(value, [...path, key]),
  );
}

type Ast = ReturnType<IntlMessageFormat["getAst"]>;

/** What a message is given (`count`) and puts around its parts (`<b>`), wherever in it they stand. */
function namesIn(ast: Ast): string[] {
  return ast.flatMap((element) => {
    const own = "value" in element && !isText(element) ? [element.value] : [];
    const children = "children" in element ? namesIn(element.children) : [];
    const options = "options" in element ? Object.values(element.options).flatMap(({ value }) => namesIn(value)) : [];
    return [...own, ...children, ...options];
  });
}

/** Element types of the parser: 0 is literal text, 7 the `#` of a plural, which has no value. */
function isText(element: Ast[number]): boolean {
  const type: number = element.type;
  return type === 0;
}

function argumentsOf(text: string, language: string): string[] {
  return [...new Set(namesIn(new IntlMessageFormat(text, language, undefined, { ignoreTag: false }).getAst()))].sort();
}

/** The forms of a plural that are written out: Arabic tells apart one, two, few and many. */
function pluralForms(ast: Ast): string[][] {
  return ast.flatMap((element) => {
    if (!("options" in element)) return "children" in element ? pluralForms(element.children) : [];
    const within = Object.values(element.options).flatMap(({ value }) => pluralForms(value));
    return "pluralType" in element && element.pluralType === "cardinal"
      ? [Object.keys(element.options), ...within]
      : within;
  });
}

/** A text without the names of its arguments and of the product. */
function wordsOf(text: string): string {
  return text.replaceAll(/\{\w+\}|Atrium/g, "");
}

const english = new Map(flat({ ...en, ...enLater }));
const arabic = new Map(flat({ ...ar, ...arLater }));

describe("the texts of the console", () => {
  test("are the same in both languages, with the same arguments and tags", () => {
    const differing = [...english].filter(([key, text]) => {
      const translated = arabic.get(key) ?? "";
      return String(argumentsOf(text, "en")) !== String(argumentsOf(translated, "ar"));
    });

    expect(english.size).toBeGreaterThan(500);
    expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
    expect(differing).toEqual([]);
  });

  test("are translated: each has Arabic letters in it, but for names and signs", () => {
    const left = [...arabic].filter(([key, text]) => !/\p{Script=Arabic}/u.test(text) && english.get(key) !== text);
    const same = [...arabic].filter(([key, text]) => english.get(key) === text && /[a-z]{4}/.test(wordsOf(text)));

    expect(left).toEqual([]);
    expect(same.map(([key]) => key)).toEqual([]);
  });

  test("have each form of number that Arabic tells apart", () => {
    const needed = new Intl.PluralRules("ar").resolvedOptions().pluralCategories;
    const lacking = [...arabic].filter(([, text]) =>
      pluralForms(new IntlMessageFormat(text, "ar").getAst()).some((forms) =>
        needed.some((form) => !forms.includes(form) && form !== "zero"),
      ),
    );

    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  test("name every act that the server writes into a security log", () => {
    const sources = globSync("src/{features,platform}/**/*.ts").map((file) => readFileSync(file, "utf8"));
    const acts = sources.flatMap((text) => [...text.matchAll(/\baudit: "([\w.]+)"/g)].map(([, name]) => name));

    expect(acts.length).toBeGreaterThan(50);
    expect(acts.filter((name) => !english.has(`activity.acts.${name}`))).toEqual([]);
  });
});

describe("the pages of the console", () => {
  const pages = globSync("src/console/**/*.tsx");

  test("hold no text of their own", () => {
    const spoken = pages.flatMap((file) => {
      const source = readFileSync(file, "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/ .*$/gm, "");
      const between = [...source.matchAll(/(?:(?<!=)>|})\s*([A-Z][a-z]+(?:[ ,.’][^<>{}=;()]*)?)\s*[<{]/g)];
      const attributes = [
        ...source.matchAll(/\b(?:aria-label|title|placeholder|label|alt|heading|hint|text)="([A-Za-z][^"]*)"/g),
      ];
      return [...between, ...attributes].map(([, text = ""]) => `${file}: ${text.trim()}`);
    });

    expect(spoken.filter((one) => !one.endsWith(": Atrium"))).toEqual([]);
  });

  test("know no left or right, so that they turn round in a language written from the right", () => {
    const turned = pages.flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /[\s"`:](-?(?:ml|mr|pl|pr|left|right|rounded-[lr]|rounded-[tb][lr]|border-[lr]|scroll-[mp][lr])-[\w./[\]%-]+|text-(?:left|right)|border-[lr])(?=[\s"`])/g,
        ),
      ].map(([, name]) => `${file}: ${name}`),
    );

    expect(turned).toEqual([]);
  });
});
