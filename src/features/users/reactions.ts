import { and, eq, gt } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { newCode, newSecret } from "../../platform/crypto/random.ts";
import { sendMail } from "../../platform/delivery/send-mail.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { endSessions } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { endSessionsOfOldAddress, sendEmailChange } from "./email-reactions.ts";
import {
  passwordResetRequested,
  passwordSet,
  profileChanged,
  rolesChanged,
  userRegistered,
  verificationRequested,
} from "./events.ts";
import { applyGrants } from "./grants.ts";
import { mayMail } from "./mail-limit.ts";
import { alreadyRegisteredMail, passwordResetMail, verificationMail, welcomeMail } from "./mails.ts";
import { userTag } from "./profile.ts";
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

const sendWelcome = reactTo(userRegistered, "users.send-welcome", async (deps: UsersDeps, { userId }, { id }) => {
  const user = await deps.db.select().from(users).where(eq(users.id, userId)).get();
  return user ? [sendMail(deps, welcomeMail(deps.config, user), id)] : [];
});

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
    if (keptSessionId === null) await deps.sessionHubOf(userId).forgetRememberedDevices();
    return [];
  },
);

/** What the service did at once, done again in case it was cut off: the user's hub learns what they may. */
const applyRoles = reactTo(rolesChanged, "users.apply-roles", async (deps: UsersDeps, { userId }) => {
  await applyGrants(deps, userId);
  return [];
});

/** Everybody who shows them may have cached it. */
const forgetProfile = reactTo(profileChanged, "users.forget-profile", async (deps: UsersDeps, { userId }) =>
  deps.cache.invalidate([userTag(userId)]),
);

export const userReactions = [
  sendVerification,
  sendWelcome,
  sendPasswordReset,
  endOldSessions,
  sendEmailChange,
  endSessionsOfOldAddress,
  applyRoles,
  forgetProfile,
];
