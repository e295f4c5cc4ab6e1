export {
  perform,
  requireScope,
  requireScopeAtHub,
  requirePermissions,
  requireSession,
  requireSocketSession,
  type SessionEnv,
} from "./guard.ts";
export type { ApiKeyGrant, CurrentSession, SessionsDeps, StepUpMethods } from "./deps.ts";
export { apiKeyPrefix } from "./authenticate-key.ts";
export { requireStepUp, requireStepUpOfFactors } from "./step-up.ts";
export { concurrentUseSeen, refreshTokenReused } from "./events.ts";
export { describeDevice } from "./device.ts";
export { type Origin, originOf } from "./origin.ts";
export type { Permission, Scope } from "./contract.ts";
export { permissions, permits, scopes } from "./permissions.ts";
export { keySetRoutes, sessionRoutes } from "./routes.ts";
export { readRefreshToken } from "./refresh-token.ts";
export { deviceRoutes } from "./device-routes.ts";
export { adminSessionRoutes } from "./admin-routes.ts";
export { pruneSessions } from "./admin-sessions.ts";
export { admissionOf, type LiveObject, notPassed, openLive } from "./open-live.ts";
export { RememberedSessions } from "./remembered-sessions.ts";
export {
  endOtherSessions,
  endSession,
  endSessions,
  isSessionLive,
  knownDeviceOf,
  openSession,
  reauthenticate,
  refreshSession,
} from "./service.ts";
export type { Grants, Pass, Passed, Performed, SignIn } from "./session-hub.ts";
export { SessionObject, type SessionWithSockets } from "./session-object.ts";
export { rotateSigningKeys, SigningKeys } from "./signing-keys.ts";
