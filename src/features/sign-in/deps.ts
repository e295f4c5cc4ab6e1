import type { MfaDeps } from "../mfa/index.ts";
import type { SecurityDeps } from "../security/index.ts";

export interface SignInDeps extends MfaDeps, SecurityDeps {}
