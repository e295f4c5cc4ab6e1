import { app } from "./app.ts";

/** Every text of the console in English: a file for each of its folders. */
export const en = { app } as const;

export type Strings = typeof en;
