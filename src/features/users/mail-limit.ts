import { digest } from "../../platform/crypto/digest.ts";
import type { UsersDeps } from "./deps.ts";

/** Whether a mail that a stranger may have asked for still goes out: nobody's inbox can be flooded through us. */
export async function mayMail(deps: UsersDeps, email: string): Promise<boolean> {
  const { ok } = await deps.limiterOf(`recipient:${digest(email)}`).take("MAIL_TO", deps.config.LIMIT_MAIL_TO);
  if (!ok) deps.log.warn("a mail was not sent: its recipient had too many");
  return ok;
}
