import { dirname } from "node:path";

/** The repository's own folder, whatever the working directory. */
export const root = dirname(dirname(import.meta.dirname));
