import type { apiKeys as english } from "../en/api-keys.ts";
import type { Translated } from "../strings.ts";

export const apiKeys: Translated<typeof english> = {};
