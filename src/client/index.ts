export type { Counters, TopicCounters } from "../features/activity/contract.ts";
export type { Attachment } from "../features/attachments/contract.ts";
export type {
  CompanionFailure,
  Conversation,
  Member,
  MemberRole,
  Message,
  MessageEdit,
  NewMessage,
  OpenQuestion,
  PresenceStatus,
  Reaction,
} from "../features/chat/contract.ts";
export type { Job, JobApplication, JobChanges, NewJob } from "../features/careers/contract.ts";
export type { Comment, NewComment, NewPost, Post } from "../features/community/contract.ts";
export type { Companion } from "../features/companions/contract.ts";
export type { Application, NewPlan, Plan, PlanChanges } from "../features/memberships/contract.ts";
export type { FactorMethod, MfaStatus, SentMethod, TotpSetup } from "../features/mfa/contract.ts";
export type { Identity, ProviderName } from "../features/oauth/contract.ts";
export type {
  LoginOptions,
  Passkey,
  PasskeyAssertion,
  RegisterPasskey,
  RegistrationOptions,
} from "../features/passkeys/contract.ts";
export type { Metrics, MetricsNow, MetricsPoint } from "../features/metrics/contract.ts";
export type {
  DetailedHealth,
  EventDetails,
  EventRecord,
  EventStatistics,
  EventType,
  JobDetails,
  JobRecord,
  JobStatistics,
  ProviderHealth,
  ReactionRecord,
  Replay,
  ReplayMany,
  Suppression,
} from "../features/operations/contract.ts";
export type { Profile } from "../features/people/contract.ts";
export type { NewReport, Report, ReportRecord } from "../features/moderation/contract.ts";
export type { AuditRecord, SecurityEvent } from "../features/security/contract.ts";
export type {
  ChannelChoice,
  Delivery,
  NewPushSubscription,
  Notification,
  NotificationPage,
  NotificationPreferences,
  NotificationType,
  PushSubscriptionSummary,
  ReplacePreferences,
  Unsubscription,
} from "../features/notifications/contract.ts";
export type {
  AnySession,
  Device,
  Permission,
  RememberedDevice,
  Scope,
  Session,
  SessionStats,
} from "../features/sessions/contract.ts";
export type { Invitation, NewSpace, Space, SpaceChanges, SpaceMember, SpaceRole } from "../features/spaces/contract.ts";
export type { Challenge, LoginResult } from "../features/sign-in/contract.ts";
export type { ApiKey, NewApiKey, PasswordStrength, Register, User, UserSummary } from "../features/users/contract.ts";
export type { KeptMessage, SampleMail } from "../platform/delivery/contract.ts";
export type { Page } from "../platform/http/contract.ts";
export type { ActivityEvent, ActivityLive, ActivityLiveOptions } from "./activity-live.ts";
export { type Client, createClient } from "./client.ts";
export type { ConversationEvent, ConversationLive, ConversationLiveOptions } from "./conversation-live.ts";
export type { CloseReason, StreamState } from "./live-stream.ts";
export type { NotificationEvent, NotificationsLive, NotificationsLiveOptions } from "./notifications-live.ts";
export type { ClientOptions, SignOutReason } from "./options.ts";
export type { OutboxView as Outbox, OutgoingKey } from "./outbox/outbox.ts";
export type { OutboxChange, OutboxStore, Outgoing, StoredKey, StoredMessage } from "./outbox/outgoing.ts";
export type { Failure, Result, StepUpMethod } from "./result.ts";
export type { SignInResult } from "./sign-in.ts";
export type { FileContent } from "./transport.ts";
