export { verifyPasskey } from "./assertion.ts";
export { prunePasskeyChallenges } from "./challenges.ts";
export type { PasskeysDeps } from "./deps.ts";
export { countPasskeys, hasPasskey } from "./passkeys.ts";
export { passkeyRoutes } from "./routes.ts";
