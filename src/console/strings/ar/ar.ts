import type { Strings } from "../en/en.ts";
import type { Translated } from "../strings.ts";
import { app } from "./app.ts";

export const ar: Translated<Strings> = { app };
