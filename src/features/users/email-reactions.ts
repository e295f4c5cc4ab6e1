import { and, eq, gt } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { newCode, newSecret } from "../../platform/crypto/random.ts";
import { sendMail } from "../../platform/delivery/send-mail.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { endSessions } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { codeTextOf, emailCodePurpose } from "./email-change.ts";
import { emailChanged, emailChangeRequested } from "./events.ts";
import { addressInUseMail, emailChangeMail } from "./mails.ts";
import { mayMail } from "./mail-limit.ts";
import { emailChanges, users } from "./schema.ts";

/** Mails a link and a code to the new address; where it has a user, they learn of it instead. */
export const sendEmailChange = reactTo(
  emailChangeRequested,
  "users.send-email-change",
  async (deps: UsersDeps, { userId, expiresAt }, { id }) => {
    // A later request has a mail of its own.
    const isThis = and(eq(emailChanges.userId, userId), eq(emailChanges.expiresAt, expiresAt));
    const change = await deps.db
      .select()
      .from(emailChanges)
      .where(and(isThis, gt(emailChanges.expiresAt, deps.now())))
      .get();
    if (!change || !(await mayMail(deps, change.email))) return [];
    const owner = await deps.db.select().from(users).where(eq(users.email, change.email)).get();
    if (owner) return [sendMail(deps, addressInUseMail(owner), id)];
    const token = newSecret();
    const code = newCode();
    const codeMac = deps.keyring.mac(emailCodePurpose, codeTextOf(change, code));
    return [
      deps.db
        .update(emailChanges)
        .set({ tokenDigest: digest(token), codeMac, codeAttempts: 0 })
        .where(isThis),
      sendMail(deps, emailChangeMail(deps.config, change.email, token, code), id),
    ];
  },
);

/** What the service did at once, done again in case it was cut off. */
export const endSessionsOfOldAddress = reactTo(
  emailChanged,
  "users.end-sessions-of-old-address",
  async (deps: UsersDeps, { userId, keptSessionId }, { occurredAt }) => {
    await endSessions(deps, userId, {
      ...(keptSessionId !== null && { except: keptSessionId }),
      beganBefore: occurredAt,
    });
    return [];
  },
);
