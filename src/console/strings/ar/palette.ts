import type { palette as english } from "../en/palette.ts";
import type { Translated } from "../strings.ts";

export const palette: Translated<typeof english> = {};
