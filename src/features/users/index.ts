export { createVerifiedUser } from "./create-verified-user.ts";
export type { UsersDeps } from "./deps.ts";
export { findUserByPassword, isPasswordOf, prunePasswordResets } from "./passwords.ts";
export { findUserSummaries, requireUser } from "./profile.ts";
export { userReactions } from "./reactions.ts";
export { pruneRegistrations } from "./register.ts";
export { RememberedUsers } from "./remembered-users.ts";
export { userRoutes } from "./routes.ts";
export { verifyEmail } from "./verify-email.ts";
