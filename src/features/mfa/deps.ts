import type { SmsDeps } from "../../platform/delivery/send-sms.ts";
import type { PasskeysDeps } from "../passkeys/index.ts";
import type { UsersDeps } from "../users/index.ts";

export interface MfaDeps extends UsersDeps, PasskeysDeps, SmsDeps {}
