export type { Conversation, Member, Message, NewMessage } from "../features/chat/contract.ts";
export type { FactorMethod, MfaStatus, SentMethod, TotpSetup } from "../features/mfa/contract.ts";
export type { Identity, ProviderName } from "../features/oauth/contract.ts";
export type {
  LoginOptions,
  Passkey,
  PasskeyAssertion,
  RegisterPasskey,
  RegistrationOptions,
} from "../features/passkeys/contract.ts";
export type { SecurityEvent } from "../features/security/contract.ts";
export type { Notification, NotificationPage, NotificationType } from "../features/notifications/contract.ts";
export type { Device, RememberedDevice, Session, SessionStats } from "../features/sessions/contract.ts";
export type { Challenge, LoginResult } from "../features/sign-in/contract.ts";
export type { ApiKey, NewApiKey, PasswordStrength, Register, User, UserSummary } from "../features/users/contract.ts";
export type { Page } from "../platform/http/contract.ts";
export { type Client, createClient } from "./client.ts";
export type { ConversationEvent, ConversationLive, ConversationLiveOptions } from "./conversation-live.ts";
export type { CloseReason, StreamState } from "./live-stream.ts";
export type { NotificationEvent, NotificationsLive, NotificationsLiveOptions } from "./notifications-live.ts";
export type { ClientOptions, SignOutReason } from "./options.ts";
export type { Failure, Result, StepUpMethod } from "./result.ts";
export type { SignInResult } from "./sign-in.ts";
