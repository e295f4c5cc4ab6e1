import { waitUntil } from "cloudflare:workers";
import { type CacheDeps, TaggedCache } from "./platform/cache/cache.ts";
import { companionsOf } from "./platform/config/companions.ts";
import { parseConfig } from "./platform/config/config.ts";
import { Keyring } from "./platform/crypto/keyring.ts";
import { PasswordHasher } from "./platform/crypto/passwords.ts";
import { createDatabase } from "./platform/db/database.ts";
import type { EmailBinding } from "./platform/delivery/cloudflare.ts";
import { createProviders, type DeliveryDeps } from "./platform/delivery/providers.ts";
import type { DispatchDeps } from "./platform/events/dispatch.ts";
import { Problem } from "./platform/http/problem.ts";
import { describeError, Logger } from "./platform/log/logger.ts";
import { MetricsCarrier, type MetricsDeps } from "./platform/metrics/carrier.ts";
import type { WorkDeps } from "./platform/queue/work.ts";
import type { QueueName } from "./platform/queue/job.ts";
import { type ActivityDeps, KnownTopics, relayNameOf, relayNames } from "./features/activity/index.ts";
import type { AttachmentsDeps } from "./features/attachments/index.ts";
import type { CareersDeps } from "./features/careers/index.ts";
import { type ChatDeps, CompanionDirectory, KnownConversations, membershipsAmong } from "./features/chat/index.ts";
import type { MembershipsDeps } from "./features/memberships/index.ts";
import type { MetricsFeatureDeps } from "./features/metrics/index.ts";
import { findPhone, type MfaDeps, stepUpMethodsOf } from "./features/mfa/index.ts";
import {
  type CommunityDeps,
  visiblePostAudiences,
  visibleTopics,
  requireComment,
  requirePost,
  topicsWithin,
  unseenAmong,
} from "./features/community/index.ts";
import { type AiBinding, type CompanionsDeps, createThinkers } from "./features/companions/index.ts";
import type { CommunityTarget, ModerationDeps } from "./features/moderation/index.ts";
import { type NotificationsDeps, reportDelivery } from "./features/notifications/index.ts";
import { type OauthDeps, ProviderDocuments } from "./features/oauth/index.ts";
import type { PeopleDeps } from "./features/people/index.ts";
import type { OperationsDeps } from "./features/operations/index.ts";
import { type SpacesDeps, visibleSpaces } from "./features/spaces/index.ts";
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
    MembershipsDeps,
    CareersDeps,
    PeopleDeps,
    SpacesDeps,
    CompanionsDeps,
    ChatDeps,
    OperationsDeps,
    MetricsFeatureDeps,
    MetricsDeps,
    CommunityDeps,
    CacheDeps,
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
  // What is shared is inherited: copying it would cost every request.
  const deps: Deps = Object.create(shared);
  deps.log = shared.log.with(context);
  deps.recordedEvents = [];
  deps.enqueuedJobs = [];
  deps.findApiKey = (secret, isRead) => findApiKey(deps, secret, isRead);
  deps.findStepUpMethods = (userId) => stepUpMethodsOf(deps, userId);
  return deps;
}

function share(env: Env): Shared {
  const config = parseConfig(env);
  const db = createDatabase(env.DB);
  const keyring = new Keyring(config.SECRET_KEYS);
  const log = new Logger(config.LOG_LEVEL);
  const queueOf: Record<QueueName, Queue> = {
    email: env.EMAIL_QUEUE,
    delivery: env.DELIVERY_QUEUE,
    payments: env.PAYMENTS_QUEUE,
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
    ...createProviders(config, { db, now: () => Date.now() }, emailOf(env)),
    reportDelivery: (report, outcome) => reportDelivery({ notificationHubOf: hubOf }, report, outcome),
    limiterOf: (address) => env.RATE_LIMITER.getByName(address),
    failureLockOf,
    unlockSignIn: (email) => clearFailures({ failureLockOf }, email),
    addressReputation: new ListedReputation(config.REPUTATION_LIST),
    sessionHubOf: hubOf,
    notificationHubOf: hubOf,
    findPhone: (userId) => findPhone({ db, keyring }, userId),
    conversationHubOf: hubOf,
    roomOf: (conversationId) => env.CHAT_ROOM.getByName(conversationId),
    roomRelayOf: (conversationId, shard) => env.ROOM_RELAY.getByName(`${conversationId}:${shard}`),
    // One that dies answers nobody.
    abortObject: (named) =>
      objectOf(env, named)
        .abort()
        .catch(() => undefined),
    files: env.FILES,
    audiencesOf: async (userId, audiences) =>
      (
        await Promise.all([membershipsAmong(db, userId, audiences), visiblePostAudiences({ db }, userId, audiences)])
      ).flat(),
    maySeeInCommunity: (userId, target) => maySeeInCommunity({ db }, userId, target),
    maySeeConversation: async (userId, id) => (await membershipsAmong(db, userId, [id])).length > 0,
    topicOf: (topic) => env.ACTIVITY_TOPIC.getByName(topic),
    allRelays: () => relayNames(config.ACTIVITY_RELAYS).map((name) => env.ACTIVITY_RELAY.getByName(name)),
    relayOf: (userId) => env.ACTIVITY_RELAY.getByName(relayNameOf(userId, config.ACTIVITY_RELAYS)),
    mayView: async (userId, topics) => visibleTopics({ db }, userId, await knownTopics.among({ db }, topics)),
    topicsWithin: (topic, topics) => topicsWithin({ db }, topic, topics),
    unseenAmong: (follows) => unseenAmong({ db }, follows),
    companions: new CompanionDirectory(companionsOf(config)),
    thinkers: createThinkers(config, aiOf(env)),
    cache: new TaggedCache({
      db,
      log,
      now: () => Date.now(),
      maxBytes: config.CACHE_MIB * 1024 * 1024,
      keepAlive: waitUntil,
    }),
    metricsKeeper: () => env.METRICS.getByName("all"),
    metricsCarrier: new MetricsCarrier({
      send: (batch) => env.METRICS.getByName("all").take(batch),
      keepAlive: waitUntil,
      log,
      intervalMs: config.METRICS_SECONDS * 1000,
    }),
    lastReadiness: { at: 0, health: null },
    pingObject: () => env.RATE_LIMITER.getByName("health").ping(),
    queues: {
      email: env.EMAIL_QUEUE !== undefined,
      delivery: env.DELIVERY_QUEUE !== undefined,
      payments: env.PAYMENTS_QUEUE !== undefined,
      events: env.EVENTS_QUEUE !== undefined,
      eventsHigh: env.EVENTS_HIGH_QUEUE !== undefined,
      ai: env.AI_QUEUE !== undefined,
    },
    wakeEvent: (eventId, delaySeconds, priority) =>
      sendLossily(log, priority === "high" ? env.EVENTS_HIGH_QUEUE : env.EVENTS_QUEUE, { eventId }, delaySeconds),
    wakeJob: (queue, jobId, delaySeconds) => sendLossily(log, queueOf[queue], { jobId }, delaySeconds),
  };
  sharedByEnv.set(env, shared);
  return shared;
}

/** Whether there is such a thing, and somebody may see it as everybody does: not as a moderator. */
async function maySeeInCommunity(
  deps: Pick<Deps, "db">,
  userId: string,
  { type, id }: CommunityTarget,
): Promise<boolean> {
  if (type === "space") return (await visibleSpaces(deps.db, userId, [id])).has(id);
  const viewer = { userId, isModerator: false };
  try {
    await (type === "post" ? requirePost(deps, viewer, id) : requireComment(deps, viewer, id));
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "NOT_FOUND") return false;
    throw error;
  }
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

/** The binding of Cloudflare Email Service, where somebody has added it: a sender's domain must be set up first. */
function emailOf(env: Env & { EMAIL?: EmailBinding }): EmailBinding | undefined {
  return env.EMAIL;
}

/** A queue that takes nothing is as one that loses its messages: the sweep finds what was to be done. */
async function sendLossily(log: Logger, queue: Queue, body: object, delaySeconds: number): Promise<void> {
  try {
    await queue.send(body, { delaySeconds });
  } catch (error) {
    log.warn("a queue takes no message; the sweep takes over", { ...body, ...describeError(error) });
  }
}
