export { passwordSet } from "./events.ts";
export { findApiKey } from "./api-keys.ts";
export { createVerifiedUser } from "./create-verified-user.ts";
export {
  findUserByPassword,
  hasPassword,
  isPasswordOf,
  isPasswordTooOld,
  setMfaEnabled,
  verifyPasswordOf,
} from "./credentials.ts";
export type { UsersDeps } from "./deps.ts";
export { pruneEmailChanges } from "./email-change.ts";
export { findGrants } from "./grants.ts";
export { takeGuess } from "./guess-budget.ts";
export {
  findUserByIdentity,
  hasPasswordOrIdentity,
  linkIdentity,
  listIdentities,
  unlinkIdentity,
  requireUserWithPasswordTime,
} from "./identities.ts";
export { createUserFromIdentity, registerIdentity } from "./create-user-from-identity.ts";
export { mentionedNames } from "./mentions.ts";
export {
  addressInUseMail,
  alreadyRegisteredMail,
  emailChangeMail,
  passwordResetMail,
  verificationMail,
  welcomeMail,
} from "./mails.ts";
export { noticeLines, noticeWords } from "./notice-words.ts";
export { type NoticeKind, noticeKinds, securityNotice, tellOwner } from "./notices.ts";
export { prunePasswordResets, requestPasswordReset } from "./passwords.ts";
export {
  findPublicProfile,
  findUserByUsername,
  findUserContact,
  findUserIdByEmail,
  findUserSummaries,
  findUsersByUsernames,
  requireUser,
  userTag,
} from "./profile.ts";
export { userReactions } from "./reactions.ts";
export { pruneRegistrations } from "./register.ts";
export { RememberedApiKeys } from "./remembered-api-keys.ts";
export { RememberedUsers } from "./remembered-users.ts";
export { userRoutes } from "./routes.ts";
export { searchUsers } from "./search-users.ts";
export { verifyEmail } from "./verify-email.ts";
export { foldName } from "./user-row.ts";
export type { NewIdentity } from "./schema.ts";
