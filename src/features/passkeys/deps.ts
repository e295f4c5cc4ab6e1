import type { UsersDeps } from "../users/index.ts";

export interface PasskeysDeps extends UsersDeps {}
