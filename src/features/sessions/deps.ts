import type { RequestDeps } from "../../platform/http/request.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { AccessTokenDeps } from "./access-token.ts";
import type { RememberedSessions } from "./remembered-sessions.ts";
import type { SessionHub } from "./session-hub.ts";

export interface SessionsDeps extends RequestDeps, AccessTokenDeps, EventDeps {
  rememberedSessions: RememberedSessions;
  /** The hub of one user. */
  sessionHubOf(userId: string): SessionHub;
  /** The API key whose secret this is, if it is one that works; for a read it may be known of 5 s ago. */
  findApiKey(secret: string, isRead: boolean): Promise<ApiKeyGrant | undefined>;
  /** How a user may prove once more that it is them, and whether more than a password is wanted of them. */
  findStepUpMethods(userId: string): Promise<StepUpMethods>;
}

/** What an API key allows now: what it was given, less what its owner no longer has. */
export type ApiKeyGrant = { id: string; userId: string; permissions: string[]; scopes: string[]; expiresAt: number };

export type StepUpMethods = { methods: string[]; hasSecondFactor: boolean };

/** Who is asking: what a handler behind a guard may rely on. */
export type CurrentSession = {
  /** Of the session, or of the API key. */
  id: string;
  userId: string;
  permissions: string[];
  /** What an API key is limited to; null for a session, which may do all that its user may. */
  scopes: string[] | null;
  /** How the user proved who they are (RFC 8176), and when; never for an API key. */
  amr: string[];
  authTime: number;
  expiresAt: number;
};
