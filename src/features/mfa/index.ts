export { createChallenge, pruneChallenges, redeemChallenge, sendChallengeCode } from "./challenges.ts";
export type { MfaDeps } from "./deps.ts";
export { findPhone } from "./fallback-methods.ts";
export { mfaRoutes } from "./routes.ts";
export { findSecondFactors, stepUpMethodsOf } from "./second-factors.ts";
export { pruneSentCodes } from "./sent-codes.ts";
