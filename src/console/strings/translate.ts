import type { ReactNode } from "react";

/** The keys of all texts: `feed.likes`. */
type Key<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Key<T[K]>}`;
}[keyof T & string];

type Text<T, K> = K extends keyof T
  ? T[K]
  : K extends `${infer First}.${infer Rest}`
    ? First extends keyof T
      ? Text<T[First], Rest>
      : never
    : never;

type Value = string | number | Date;
type Around = (chunks: ReactNode) => ReactNode;

/** What stands in braces: `name` of `{name}` and of `{name, number}`. */
type NamesIn<S> = S extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name},${string}` ? Name : Inner) | NamesIn<Rest>
  : never;

/** What a text is given. Where it chooses, as by number, its braces can't be told apart, and only a test knows their names. */
type Given<S, More = never> = S extends `${string}, ${"plural" | "select" | "selectordinal"},${string}`
  ? [given: Record<string, Value | More>]
  : [NamesIn<S>] extends [never]
    ? [given?: Record<string, More>]
    : [given: Record<NamesIn<S>, Value> & Record<string, Value | More>];

/**
 * The way to the texts. The library's own type reads each message as ICU does, which takes the compiler minutes for
 * as many as there are.
 */
export type Translate<T> = {
  <const K extends Key<T>>(key: K, ...given: Given<Text<T, K>>): string;
  rich: <const K extends Key<T>>(key: K, ...given: Given<Text<T, K>, Around>) => ReactNode;
  markup: <const K extends Key<T>>(key: K, ...given: Given<Text<T, K>, (chunks: string) => string>) => string;
  /** Whether there is such a text, for keys that the server has a part in. */
  has: (key: string) => boolean;
};
