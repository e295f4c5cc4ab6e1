import type { security as english } from "../en/security.ts";
import type { Translated } from "../strings.ts";

export const security: Translated<typeof english> = {};
