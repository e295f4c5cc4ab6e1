import { setTimeout as sleep } from "node:timers/promises";
import {
  faultsOfAcks,
  faultsOfHistory,
  faultsOfInbox,
  faultsOfNumbers,
  faultsOfOrder,
  faultsOfSessions,
  faultsOfSteps,
  type Logged,
  mergeStreams,
} from "../checkers.ts";
import type { RemoteUser } from "../remote-user.ts";
import type { Chatter } from "./chatter.ts";
import type { Room, World } from "./world.ts";

type Message = {
  id: string;
  seq: number;
  clientId: string;
  sender: { id: string };
  content: string | null;
  reactions: { emoji: string; userIds: string[] }[];
};
type Listed = { id: string; unreadCount: number };
type Notification = { id: string; type: string; groupKey: string | null };

/** The people who were there before anybody talked said this. */
const isSeeded = ({ clientId }: { clientId: string }) => clientId.startsWith("seed-");

/** Lets everything come to rest that is under way, and has somebody say a last word in each room. */
export async function comeToRest(world: World): Promise<void> {
  for (const chatter of world.chatters) chatter.stop();
  await Promise.all(world.chatters.map((chatter) => chatter.settle()));
  for (const room of world.rooms) {
    const [first] = world.inRoom(room);
    await first?.say("That was it.");
    await first?.settle();
    // The greeting tells where everybody has read.
    first?.drop();
    await first?.ready();
  }
  await Promise.all(world.rooms.map((room) => catchUp(world.inRoom(room))));
}

async function catchUp(chatters: Chatter[]): Promise<void> {
  const isBehind = () => new Set(chatters.map(({ lastSeq }) => lastSeq)).size > 1;
  while (isBehind()) await sleep(50);
}

/** Everything that is wrong for good. */
export async function faultsOf(world: World): Promise<string[]> {
  const rooms = await Promise.all(world.rooms.map((room) => faultsOfRoom(world, room)));
  return [
    ...world.faults,
    ...rooms.flat(),
    ...world.chatters.flatMap(({ faults }) => faults),
    ...world.tabs.flatMap((tab) => faultsOfSteps(tab.steps, 0).map((fault) => `${tab.owner.name}'s inbox: ${fault}`)),
    ...faultsOfSessions(world.attempts, world.sessionsEndedAt),
  ];
}

async function faultsOfRoom(world: World, room: Room): Promise<string[]> {
  const chatters = world.inRoom(room);
  const [first] = chatters;
  const messages = await readHistory(first, room);
  const sent = messages.filter((message) => !isSeeded(message));
  const others = world.otherSendings.filter(({ conversationId }) => conversationId === room.id);
  const sendings = [...chatters.flatMap((one) => one.sendings), ...others];
  const inOrder = chatters.flatMap((one) => one.sendings.filter(({ clientId }) => !one.disordered.has(clientId)));
  const { log, faults } = mergeStreams(chatters.map(({ steps }) => steps));
  const refused = new Set(chatters.flatMap((one) => [...one.refused]));
  return [
    ...faults,
    ...faultsOfNumbers(log, 0, first?.lastSeq ?? 0),
    ...chatters.flatMap(({ steps }) => faultsOfSteps(steps, 0)),
    ...faultsOfHistory(messages.map(toLogged), log),
    ...faultsOfAcks(sendings, sent.map(toLogged)),
    ...faultsOfOrder(inOrder, sent.map(toLogged)),
    ...sent
      .filter(({ clientId }) => refused.has(clientId))
      .map(({ clientId }) => `${clientId} was refused, and is there`),
    ...chatters.flatMap((chatter) => faultsOfChanges(chatter, messages)),
    ...faultsOfReads(chatters, readsOf(world, room)),
  ].map((fault) => `${room.name}: ${fault}`);
}

function readHistory(chatter: Chatter | undefined, { id }: Room): Promise<Message[]> {
  return chatter ? chatter.owner.list<Message>(`/conversations/${id}/messages?after=0`) : Promise.resolve([]);
}

const toLogged = ({ seq, clientId, sender }: Message): Logged => ({ seq, clientId, senderId: sender.id });

/** What was changed is as its last change left it. */
function faultsOfChanges({ wordings, reactedTo, userId }: Chatter, messages: Message[]): string[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const edits = [...wordings].filter(([id, wording]) => byId.get(id)?.content !== wording);
  const reactions = [...reactedTo].filter(([id, emoji]) => {
    const message = byId.get(id);
    const isThere = message?.reactions.some((one) => one.emoji === emoji && one.userIds.includes(userId));
    return message?.content !== null && !isThere;
  });
  return [
    ...edits.map(([id, wording]) => `${id} says ${byId.get(id)?.content} in place of ${wording}`),
    ...reactions.map(([id, emoji]) => `${id} has lost a ${emoji}`),
  ];
}

/** How far everybody has read a room, or spoken in it. */
function readsOf(world: World, room: Room): { userId: string; seq: number }[] {
  const there = world.inRoom(room).map(({ userId, readUpTo, sendings }) => ({
    userId,
    seq: Math.max(readUpTo, ...sendings.map(({ seq = 0 }) => seq)),
  }));
  return [...there, ...world.readsFromAfar.filter(({ conversationId }) => conversationId === room.id)];
}

/** Nobody's watermark goes back. */
function faultsOfReads(chatters: Chatter[], due: { userId: string; seq: number }[]): string[] {
  const reads = new Map(chatters[0]?.reads.map(({ userId, readSeq }) => [userId, readSeq]));
  return due
    .filter(({ userId, seq }) => (reads.get(userId) ?? 0) < seq)
    .map(({ userId, seq }) => `${userId} has read up to ${seq}, and the room says ${reads.get(userId)}`);
}

/** What is wrong as long as not everybody has heard of everything, and is to be right soon. */
export async function faultsOfHubs(world: World): Promise<string[]> {
  const perUser = await Promise.all([...world.users.values()].map((user) => faultsOfHub(world, user)));
  return perUser.flat();
}

async function faultsOfHub(world: World, user: RemoteUser): Promise<string[]> {
  const listed = await user.list<Listed>("/conversations");
  const unread = await user.list<Notification>("/notifications?unread=true");
  const { body } = await user.insist<{ unreadCount: number }>("GET", "/notifications?unread=true");
  const tabs = world.tabs.filter(({ owner }) => owner === user);
  const rooms = world.rooms.filter((room) => world.membersOf(room).includes(user.name));
  const unreadIds = unread.map(({ id }) => id);
  const counts = [body.unreadCount, ...tabs.map(({ unreadCount }) => unreadCount)];
  const inRooms = await Promise.all(rooms.map((room) => faultsOfMember(world, room, user, listed)));
  return [
    ...(counts.every((count) => count === unread.length)
      ? []
      : [`${unread.length} unread are counted as ${counts.join()}`]),
    ...tabs.filter(({ isWhole }) => isWhole).flatMap(({ events }) => faultsOfInbox(events, unreadIds)),
    ...inRooms.flat(),
    ...rooms
      .filter(({ absent }) => absent.includes(user.name))
      .filter(({ id }) => unread.filter(({ type, groupKey }) => type === "new_message" && groupKey === id).length !== 1)
      .map(({ name }) => `has not one unread notification of ${name}`),
  ].map((fault) => `${user.name}: ${fault}`);
}

/** The list counts the messages after the member's watermark. */
async function faultsOfMember(world: World, room: Room, user: RemoteUser, listed: Listed[]): Promise<string[]> {
  const [first] = world.inRoom(room);
  const readSeq = first?.reads.find(({ userId }) => userId === user.id)?.readSeq ?? 0;
  const shown = listed.find(({ id }) => id === room.id)?.unreadCount;
  const due = (await user.list<Message>(`/conversations/${room.id}/messages?after=${readSeq}`)).length;
  return shown === due ? [] : [`${room.name} has ${due} unread messages, and the list says ${shown}`];
}
