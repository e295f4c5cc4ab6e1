import { companionsOf } from "./platform/config/companions.ts";
import { type Config, parseConfig } from "./platform/config/config.ts";
import { Keyring } from "./platform/crypto/keyring.ts";
import { PasswordHasher } from "./platform/crypto/passwords.ts";
import { createDatabase } from "./platform/db/database.ts";
import type { MailProvider } from "./platform/delivery/mail.ts";
import { createOutboxProvider, createOutboxSmsProvider } from "./platform/delivery/outbox.ts";
import type { DeliveryDeps } from "./platform/delivery/send-mail.ts";
import { createSmtpProvider } from "./platform/delivery/smtp.ts";
import type { DispatchDeps } from "./platform/events/dispatch.ts";
import { describeError, Logger } from "./platform/log/logger.ts";
import type { WorkDeps } from "./platform/queue/work.ts";
import type { QueueName } from "./platform/queue/job.ts";
import { type ActivityDeps, KnownTopics, relayNameOf } from "./features/activity/index.ts";
import type { AttachmentsDeps } from "./features/attachments/index.ts";
import { type ChatDeps, CompanionDirectory, KnownConversations, membershipsAmong } from "./features/chat/index.ts";
import { type MfaDeps, stepUpMethodsOf } from "./features/mfa/index.ts";
import { type AiBinding, type CompanionsDeps, createThinkers } from "./features/companions/index.ts";
import type { ModerationDeps } from "./features/moderation/index.ts";
import type { NotificationsDeps } from "./features/notifications/index.ts";
import { type OauthDeps, ProviderDocuments } from "./features/oauth/index.ts";
import type { OperationsDeps } from "./features/operations/index.ts";
import { clearFailures, ListedReputation, type SecurityDeps } from "./features/security/index.ts";
import { RememberedSessions, SigningKeys } from "./features/sessions/index.ts";
import { findApiKey, RememberedApiKeys, RememberedUsers } from "./features/users/index.ts";

/** Everything that features and platform ask for: the dependencies of one request, job or sweep. */
export interface Deps
  extends
    MfaDeps,
    SecurityDeps,
    OauthDeps,
    NotificationsDeps,
    AttachmentsDeps,
    ActivityDeps,
    ModerationDeps,
    CompanionsDeps,
    ChatDeps,
    OperationsDeps,
    DispatchDeps,
    WorkDeps,
    DeliveryDeps {
  /** Has an object die, for development alone. */
  abortObject(named: NamedObject): Promise<void>;
}

/** A conversation's room, one of the relays of its audience, or a user's hub. */
type NamedObject = { object: "room" | "hub"; id: string } | { object: "relay"; id: string; shard: number };

/** What every request of an isolate shares. */
type Shared = Omit<Deps, "log" | "recordedEvents" | "enqueuedJobs" | "findStepUpMethods" | "findApiKey"> & {
  log: Logger;
};

const sharedByEnv = new WeakMap<Env, Shared>();

/**
 * The dependencies of one request.
 *
 * @throws ConfigError when the Worker is configured wrongly.
 */
export function createDeps(env: Env, context: { requestId: string }): Deps {
  const shared = sharedByEnv.get(env) ?? share(env);
  const own: Omit<Deps, keyof Shared> & Pick<Deps, "log"> = {
    log: shared.log.with(context),
    recordedEvents: [],
    enqueuedJobs: [],
    findApiKey: (secret, isRead) => findApiKey(deps, secret, isRead),
    findStepUpMethods: (userId) => stepUpMethodsOf(deps, userId),
  };
  // What is shared is inherited: copying it would cost every request.
  const deps = Object.assign<Shared, typeof own>(Object.create(shared), own);
  return deps;
}

function share(env: Env): Shared {
  const config = parseConfig(env);
  const db = createDatabase(env.DB);
  const keyring = new Keyring(config.SECRET_KEYS);
  const log = new Logger(config.LOG_LEVEL);
  const queueOf: Record<QueueName, Queue> = {
    email: env.EMAIL_QUEUE,
    events: env.EVENTS_QUEUE,
    ai: env.AI_QUEUE,
  };
  const hubOf = (userId: string) => env.USER_HUB.getByName(userId);
  const knownTopics = new KnownTopics();
  const failureLockOf = (key: string) => env.RATE_LIMITER.getByName(key);
  const shared: Shared = {
    config,
    db,
    // Looked up at each call: a test may set the clock.
    now: () => Date.now(),
    keyring,
    log,
    passwords: new PasswordHasher(keyring),
    signingKeys: new SigningKeys(),
    rememberedSessions: new RememberedSessions(),
    rememberedUsers: new RememberedUsers(),
    providerDocuments: new ProviderDocuments(),
    rememberedApiKeys: new RememberedApiKeys(),
    knownConversations: new KnownConversations(),
    knownTopics,
    mailProviders: config.EMAIL_PROVIDERS.map((name) =>
      createMailProvider(name, config, { db, now: () => Date.now() }),
    ),
    // Only kept, for now: in production no text message can be sent.
    smsProviders: config.ENVIRONMENT === "production" ? [] : [createOutboxSmsProvider({ db, now: () => Date.now() })],
    limiterOf: (address) => env.RATE_LIMITER.getByName(address),
    failureLockOf,
    unlockSignIn: (email) => clearFailures({ failureLockOf }, email),
    addressReputation: new ListedReputation(config.REPUTATION_LIST),
    sessionHubOf: hubOf,
    notificationHubOf: hubOf,
    conversationHubOf: hubOf,
    roomOf: (conversationId) => env.CHAT_ROOM.getByName(conversationId),
    roomRelayOf: (conversationId, shard) => env.ROOM_RELAY.getByName(`${conversationId}:${shard}`),
    // One that dies answers nobody.
    abortObject: (named) =>
      objectOf(env, named)
        .abort()
        .catch(() => undefined),
    files: env.FILES,
    audiencesOf: (userId, audiences) => membershipsAmong(db, userId, audiences),
    maySeeConversation: async (userId, id) => (await membershipsAmong(db, userId, [id])).length > 0,
    topicOf: (topic) => env.ACTIVITY_TOPIC.getByName(topic),
    relayOf: (userId) => env.ACTIVITY_RELAY.getByName(relayNameOf(userId, config.ACTIVITY_RELAYS)),
    // Everybody may see every post and space that there is, for as long as none is private.
    mayView: (_userId, topics) => knownTopics.among({ db }, topics),
    companions: new CompanionDirectory(companionsOf(config)),
    thinkers: createThinkers(config, aiOf(env)),
    lastReadiness: { at: 0, health: null },
    pingObject: () => env.RATE_LIMITER.getByName("health").ping(),
    queues: {
      email: env.EMAIL_QUEUE !== undefined,
      events: env.EVENTS_QUEUE !== undefined,
      ai: env.AI_QUEUE !== undefined,
    },
    wakeEvent: (eventId, delaySeconds) => sendLossily(log, env.EVENTS_QUEUE, { eventId }, delaySeconds),
    wakeJob: (queue, jobId, delaySeconds) => sendLossily(log, queueOf[queue], { jobId }, delaySeconds),
  };
  sharedByEnv.set(env, shared);
  return shared;
}

function objectOf(env: Env, named: NamedObject) {
  switch (named.object) {
    case "room":
      return env.CHAT_ROOM.getByName(named.id);
    case "relay":
      return env.ROOM_RELAY.getByName(`${named.id}:${named.shard}`);
    case "hub":
      return env.USER_HUB.getByName(named.id);
  }
}

/** The binding of Workers AI, where somebody has added it: it needs an account even on a laptop. */
function aiOf(env: Env & { AI?: AiBinding }): AiBinding | undefined {
  return env.AI;
}

/** A queue that takes nothing is as one that loses its messages: the sweep finds what was to be done. */
async function sendLossily(log: Logger, queue: Queue, body: object, delaySeconds: number): Promise<void> {
  try {
    await queue.send(body, { delaySeconds });
  } catch (error) {
    log.warn("a queue takes no message; the sweep takes over", { ...body, ...describeError(error) });
  }
}

function createMailProvider(
  name: Config["EMAIL_PROVIDERS"][number],
  config: Config,
  deps: Pick<Deps, "db" | "now">,
): MailProvider {
  switch (name) {
    case "outbox":
      return createOutboxProvider(deps);
    case "smtp":
      return createSmtpProvider(config.SMTP_URL ?? "", config.EMAIL_FROM);
  }
}
