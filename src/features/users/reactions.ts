import { and, eq, gt } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { newCode, newSecret } from "../../platform/crypto/random.ts";
import { sendMail } from "../../platform/delivery/send-mail.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { endSessions } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { passwordResetRequested, passwordSet, verificationRequested } from "./events.ts";
import { alreadyRegisteredMail, passwordChangedMail, passwordResetMail, verificationMail } from "./mails.ts";
import { passwordResets, registrations, users } from "./schema.ts";
import { codePurpose } from "./verify-email.ts";

const resetLifetimeMs = 30 * 60 * 1000;

/** Mails a fresh link and code, and makes those of an earlier mail worthless. */
const sendVerification = reactTo(
  verificationRequested,
  "users.send-verification",
  async (deps: UsersDeps, { registrationId }, { id }) => {
    if (registrationId === null) return [];
    const registration = await deps.db
      .select()
      .from(registrations)
      .where(and(eq(registrations.id, registrationId), gt(registrations.expiresAt, deps.now())))
      .get();
    if (!registration || !(await mayMail(deps, registration.email))) return [];
    const owner = await deps.db.select().from(users).where(eq(users.email, registration.email)).get();
    if (owner) return [sendMail(deps, alreadyRegisteredMail(deps.config, owner), id)];
    const token = newSecret();
    const code = newCode();
    return [
      deps.db
        .update(registrations)
        .set({
          tokenDigest: digest(token),
          codeMac: deps.keyring.mac(codePurpose, `${registration.id}:${code}`),
          codeAttempts: 0,
        })
        .where(eq(registrations.id, registration.id)),
      sendMail(deps, verificationMail(deps.config, registration, token, code), id),
    ];
  },
);

const sendPasswordReset = reactTo(
  passwordResetRequested,
  "users.send-password-reset",
  async (deps: UsersDeps, { userId }, { id }) => {
    if (userId === null) return [];
    const user = await deps.db.select().from(users).where(eq(users.id, userId)).get();
    if (!user || !(await mayMail(deps, user.email))) return [];
    const token = newSecret();
    const expiresAt = deps.now() + resetLifetimeMs;
    return [
      deps.db
        .insert(passwordResets)
        .values({ tokenDigest: digest(token), userId, passwordSetAt: user.passwordSetAt, expiresAt }),
      sendMail(deps, passwordResetMail(deps.config, user, token), id),
    ];
  },
);

/** What the service did at once, done again in case it was cut off: old sessions end with the old password. */
const endOldSessions = reactTo(
  passwordSet,
  "users.end-old-sessions",
  async (deps: UsersDeps, { userId, keptSessionId }, { occurredAt }) => {
    await endSessions(deps, userId, {
      ...(keptSessionId !== null && { except: keptSessionId }),
      beganBefore: occurredAt,
    });
    return [];
  },
);

const tellOwner = reactTo(passwordSet, "users.tell-owner", async (deps: UsersDeps, { userId }, { id }) => {
  const user = await deps.db.select().from(users).where(eq(users.id, userId)).get();
  return user ? [sendMail(deps, passwordChangedMail(user), id)] : [];
});

/** Whether a mail that a stranger may have asked for still goes out: nobody's inbox can be flooded through us. */
async function mayMail(deps: UsersDeps, email: string): Promise<boolean> {
  const { ok } = await deps.limiterOf(`recipient:${digest(email)}`).take("MAIL_TO", deps.config.LIMIT_MAIL_TO);
  if (!ok) deps.log.warn("a mail was not sent: its recipient had too many");
  return ok;
}

export const userReactions = [sendVerification, sendPasswordReset, endOldSessions, tellOwner];
