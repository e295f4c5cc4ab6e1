export { type CurrentSession, requireSession, requireSocketSession, type SessionsDeps } from "./guard.ts";
export { describeDevice } from "./device.ts";
export { keySetRoutes, sessionRoutes } from "./routes.ts";
export { readRefreshToken } from "./refresh-token.ts";
export { RememberedSessions } from "./remembered-sessions.ts";
export { endSession, endSessions, openSession, refreshSession } from "./service.ts";
export type { Counted, NewSession, OpenedSession, RefreshOutcome, SessionCheck, SessionHub } from "./session-hub.ts";
export { SessionRegistry } from "./session-registry.ts";
export { rotateSigningKeys, SigningKeys } from "./signing-keys.ts";
