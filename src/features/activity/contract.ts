import { z } from "zod";
import { isId } from "../../platform/ids/typeid.ts";
import { type Ack, type CommandError, CommandId, Received, type Ready } from "../../platform/sockets/contract.ts";
import type { UserSummary } from "../users/contract.ts";

/** So many topics one call or command may name. */
const maxTopicsAtOnce = 50;
/** So many topics one socket may follow. */
export const maxTopicsEach = 100;

/** What activity is about: `post:post_…` or `space:space_…`. */
const Topic = z
  .string()
  .refine(isTopic, "must be a topic like post:post_… or space:space_…")
  .meta({ pattern: "^(post:post|space:space)_[0-7][0-9a-hjkmnp-tv-z]{25}$" });

function isTopic(text: string): boolean {
  const [kind, id] = text.split(":", 2);
  return (kind === "post" || kind === "space") && text === `${kind}:${id}` && isId(kind, id);
}

export const Counters = z
  .object({
    likes: z.int().meta({ description: "users who like it" }),
    comments: z.int(),
    views: z.int().meta({ description: "a user counts once a day" }),
    viewers: z.int().meta({ description: "distinct users who follow it live right now" }),
  })
  .meta({ id: "ActivityCounters" });
export type Counters = z.infer<typeof Counters>;

const topicListPattern =
  "^(post:post|space:space)_[0-7][0-9a-hjkmnp-tv-z]{25}(,(post:post|space:space)_[0-7][0-9a-hjkmnp-tv-z]{25})*$";

export const CountersQuery = z.strictObject({
  topics: z
    .string()
    .meta({ pattern: topicListPattern, description: "up to 50, separated by commas" })
    .transform((text) => text.split(","))
    .pipe(z.array(Topic).max(maxTopicsAtOnce)),
});

export const TopicCounters = z.object({ topic: Topic, counters: Counters });
export type TopicCounters = z.infer<typeof TopicCounters>;

export const CountersList = z.object({
  items: z.array(TopicCounters).meta({ description: "in the order asked for; all zero where there is nothing to see" }),
});

const Topics = z.array(Topic).min(1).max(maxTopicsAtOnce);

/** What a client may say in the stream of activity. */
export const ActivityCommand = z.discriminatedUnion("type", [
  z.strictObject({ id: CommandId, type: z.literal("subscribe"), topics: Topics }),
  z.strictObject({ id: CommandId, type: z.literal("unsubscribe"), topics: Topics }),
  Received,
]);
export type ActivityCommand = z.infer<typeof ActivityCommand>;

/** Something that happened to a topic, as those who follow it hear. */
export type ShownAct = { kind: "like" | "unlike" | "comment" | "view" | "post"; actor: UserSummary | null };

/**
 * What the stream tells of a topic, at most four times a second: its newest act, and in `acts` those since
 * the last frame, oldest first, the newest twenty of them. Where only counters changed, `counters`.
 */
export type TopicFrame =
  | (ShownAct & { type: "activity"; topic: string; counters: Counters; acts: ShownAct[] })
  | { type: "counters"; topic: string; counters: Counters };

/** Names those of the topics that there are not, or not for this user; none of the command's is followed then. */
type TopicsNotFound = CommandError & { topics: string[] };

/** What the stream of activity says to a client. Nothing in it is durable: `ready` has `seq` 0. */
export type ActivityFrame = Ready | Ack | CommandError | TopicsNotFound | TopicFrame;
