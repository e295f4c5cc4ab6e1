import { env } from "cloudflare:workers";
import { createDeps } from "../../src/deps.ts";
import { type Act, openTopic, recordActivity, relayNameOf } from "../../src/features/activity/index.ts";
import { commit } from "../../src/platform/db/database.ts";
import { newId } from "../../src/platform/ids/typeid.ts";
import { type Person, signUp } from "./people.ts";
import { type Frame, openStream, type Stream } from "./stream.ts";

export type Counters = { likes: number; comments: number; views: number; viewers: number };

export const newDeps = () => createDeps(env, { requestId: "req_test" });

/** A topic as a post or space that is made opens it. */
export async function newTopic(kind: "post" | "space" = "post"): Promise<string> {
  const topic = `${kind}:${newId(kind)}`;
  await commit(newDeps(), [openTopic(newDeps(), topic)]);
  return topic;
}

/** Somebody of whom activity knows no more than this. */
export function somebody(): { id: string; username: string; displayName: string } {
  const id = newId("user");
  return { id, username: id.slice(-12), displayName: `Some ${id.slice(-4)}` };
}

export function act(kind: Act["kind"], actor = somebody(), key = newId("evt")): Act {
  return { kind, actor, key };
}

/** Does something to a topic, as the rest of the product does. */
export const record = (topic: string, done: Act) => recordActivity(newDeps(), topic, done);

export async function countersOf(person: Person, topics: string[]): Promise<Counters[]> {
  const response = await person.call("GET", `/api/v1/activity?topics=${topics.join(",")}`);
  const { items } = await response.json<{ items: { topic: string; counters: Counters }[] }>();
  return items.map(({ counters }) => counters);
}

export const watch = (person: Person): Promise<Stream> => openStream("/api/v1/activity/live", person.token);

/** Opens a socket that follows topics. */
export async function follow(person: Person, ...topics: string[]): Promise<Stream> {
  const stream = await watch(person);
  const answer = await stream.command("subscribe", { topics });
  if (answer.type !== "ack") throw new Error(JSON.stringify(answer));
  return stream;
}

/** Waits until a stream was last told these figures of a topic. */
export const told = (stream: Stream, topic: string, counters: Partial<Counters>): Promise<Frame> =>
  stream.find((frame) => frame === newestOf(stream, topic) && fits(frame["counters"], counters));

export const newestOf = (stream: Stream, topic: string) =>
  stream.frames.findLast((frame) => frame["topic"] === topic && "counters" in frame);

const fits = (actual: unknown, wanted: object) =>
  Object.entries(wanted).every(([name, value]) =>
    Object.entries(actual ?? {}).some(([n, v]) => n === name && v === value),
  );

const relayNameFor = (person: Person) => relayNameOf(person.id, newDeps().config.ACTIVITY_RELAYS);
export const relayOf = (person: Person) => env.ACTIVITY_RELAY.getByName(relayNameFor(person));
export const topicOf = (topic: string) => env.ACTIVITY_TOPIC.getByName(topic);

/** Two people whose sockets are on different relays. */
export async function onTwoRelays(): Promise<[Person, Person]> {
  const first = await signUp();
  for (;;) {
    const second = await signUp();
    if (relayNameFor(second) !== relayNameFor(first)) return [first, second];
  }
}
