import { setTimeout as sleep } from "node:timers/promises";
import { lockDatabase } from "../database-lock.ts";
import { RawStream } from "../raw-stream.ts";
import { type RemoteUser, signInAt } from "../remote-user.ts";
import { Chatter } from "./chatter.ts";
import type { OtherSending, World } from "./world.ts";

type Act = (world: World) => Promise<void>;

/** A client that does not read while so much is said is past its budget of 8 MiB. */
const storm = { messages: 900, content: "x".repeat(10_000) };
/** How long sockets of somebody who is out may stay open. */
const outMs = 2_000;

/** Everything that can go wrong; some of it, so that it does more often, twice. */
const deck: Act[] = [
  kill,
  kill,
  abortRoom,
  abortRelay,
  abortHub,
  dropSockets,
  sendAgain,
  readAway,
  clearInbox,
  holdBack,
  endSession,
  lockOut,
  takeOut,
];

/** Does one thing after another, each as often as the others, in an order that the seed decides. */
export async function torment(world: World, untilMs: number): Promise<void> {
  while (performance.now() < untilMs) {
    for (const act of world.random.shuffle(deck)) {
      if (performance.now() >= untilMs) return;
      await act(world);
      await sleep(world.random.between(300, 2_000));
    }
  }
}

/** Right after something was acknowledged is when most is to be lost. */
async function kill(world: World): Promise<void> {
  world.figures.kills += 1;
  await readAway(world);
  await world.restart();
}

async function abortRoom(world: World): Promise<void> {
  world.figures.aborts += 1;
  await world.abort({ object: "room", id: world.random.pick(world.rooms).id });
}

async function abortRelay(world: World): Promise<void> {
  world.figures.aborts += 1;
  await world.abort({ object: "relay", id: world.random.pick(world.rooms).id, shard: 0 });
}

async function abortHub(world: World): Promise<void> {
  world.figures.aborts += 1;
  await world.abort({ object: "hub", id: world.random.pick([...world.users.values()]).id });
}

async function dropSockets(world: World): Promise<void> {
  const dropped = world.random.shuffle(world.streams()).slice(0, 12);
  world.figures.drops += dropped.length;
  for (const stream of dropped) stream.drop();
}

async function sendAgain(world: World): Promise<void> {
  for (const chatter of world.inRoom(world.random.pick(world.rooms))) chatter.sendAgain(5);
}

/** Somebody who never comes to a room reads it from elsewhere: what is said then is new to them. */
async function readAway(world: World): Promise<void> {
  const room = world.room(world.random.pick(["group", "club", "storm"]));
  const user = world.user(world.random.pick(room.absent));
  const seq = Math.max(...world.inRoom(room).map(({ lastSeq }) => lastSeq));
  await user.insist("PUT", `/conversations/${room.id}/read`, { seq: 1_000_000 });
  world.readsFromAfar.push({ conversationId: room.id, userId: user.id, seq });
}

/** Somebody clears their inbox. */
async function clearInbox(world: World): Promise<void> {
  await world.random.pick([...world.users.values()]).insist("PUT", "/notifications/read-all", {});
}

/** A client stops reading, and much is said meanwhile. */
async function holdBack(world: World): Promise<void> {
  const [speaker, victim] = world.inRoom(world.room("storm"));
  if (!speaker || !victim) throw new Error("nobody is in the storm");
  await Promise.all([speaker.ready(), victim.ready()]);
  world.figures.storms += 1;
  const [before, closed] = [victim.closes.length, speaker.closes.length];
  victim.pause();
  for (let at = 0; at < storm.messages; at += 1) await speaker.say(storm.content);
  await speaker.settle();
  victim.resume();
  for (let waited = 0; waited < 20_000 && victim.closes.length === before; waited += 50) await sleep(50);
  const codes = victim.closes.slice(before);
  if (!codes.includes(4408)) world.faults.push(`who read nothing was closed with ${codes.join() || "nothing"}`);
  if (speaker.closes.length > closed) world.faults.push("who spoke was closed as well");
}

/** A session ends while its sockets are busy, and now and then the server right after it. */
async function endSession(world: World): Promise<void> {
  world.figures.revocations += 1;
  const room = world.room("group");
  const owner = world.user(world.random.pick(Object.keys(room.talkers)));
  const user = await signInAt(world.server.url, owner.name);
  const name = `doomed-${world.figures.revocations}`;
  const chatter = new Chatter({ name, user, conversationId: room.id, random: world.random, paceMs: 30, isGuest: true });
  const tab = new RawStream(user, "/notifications/live");
  for (const stream of [chatter, tab]) void stream.run();
  await Promise.all([chatter.ready(), tab.ready()]);
  void chatter.chat();
  let isOver = false;
  const posting = postOn(world, user, room.id, () => isOver);
  await sleep(500);

  await owner.insist("DELETE", `/sessions/${user.sessionId}`, undefined, 404);
  const endedAt = performance.now();
  world.sessionsEndedAt.set(user.sessionId, endedAt);
  if (world.random.next() < 0.3) await kill(world);
  while ((chatter.isReady || tab.isReady) && performance.now() - endedAt < outMs) await sleep(20);
  if (chatter.isReady || tab.isReady) world.faults.push(`${user.sessionId} had a socket two seconds after its end`);
  await sleep(500);

  isOver = true;
  await posting;
  for (const stream of [chatter, tab]) stream.end();
  chatter.stop();
  world.attempts.push(...chatter.attempts);
  world.otherSendings.push(...chatter.sendings.map((sending) => ({ ...sending, conversationId: room.id })));
  world.faults.push(...chatter.faults);
}

/** Says things over HTTP under a session, however they are answered. */
async function postOn(world: World, user: RemoteUser, conversationId: string, isOver: () => boolean): Promise<void> {
  for (let at = 0; !isOver(); at += 1) {
    const clientId = `${user.sessionId}-${at}`.slice(-64);
    const sending: OtherSending = { client: user.sessionId, senderId: user.id, clientId, conversationId };
    const startedAt = performance.now();
    world.otherSendings.push(sending);
    const post = user.call<{ seq: number }>("POST", `/conversations/${conversationId}/messages`, {
      clientId,
      content: "Over HTTP.",
    });
    const answer = await post.catch(() => undefined);
    const isSuccess = answer !== undefined && answer.status < 300;
    world.attempts.push({ sessionId: user.sessionId, what: "POST", startedAt, isSuccess });
    if (isSuccess) sending.seq = answer.body.seq;
    await sleep(50);
  }
}

/** Another program holds the database's write lock. */
async function lockOut(world: World): Promise<void> {
  world.figures.locks += 1;
  await lockDatabase(world.server.stateDir, world.random.between(1, 4));
}

/** The owner of a group takes somebody out, who is let in again later. */
async function takeOut(world: World): Promise<void> {
  const room = world.room("club");
  const [ownerName = ""] = world.membersOf(room);
  const [owner, guest] = [world.user(ownerName), world.user(room.guest ?? "")];
  const path = `/conversations/${room.id}/members/${guest.id}`;
  const clients = world.inRoom(room).filter(({ userId }) => userId === guest.id);
  world.figures.removals += 1;
  await owner.insist("DELETE", path, undefined, 404);
  const outAt = performance.now();
  const areIn = () => clients.some(({ isReady }) => isReady);
  while (areIn() && performance.now() - outAt < outMs) await sleep(20);
  if (areIn()) world.faults.push("who is no member any more had a socket after two seconds");
  await sleep(world.random.between(500, 2_000));
  if (world.random.next() < 0.3) await kill(world);
  await owner.insist("PUT", path, {});
}
