/** The same keys with texts of another language; a test holds the arguments of each to those of the English one. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };
