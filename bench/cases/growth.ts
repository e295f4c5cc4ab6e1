import { say } from "../../scripts/process/say.ts";
import { type Atrium, roomOf } from "../atrium.ts";
import { loadHttp } from "../load/http.ts";
import { measureThroughput, type Room } from "../load/room.ts";
import { manyTimes, type Person } from "../people.ts";
import { compareGrowth, type Figures, perSecond } from "../report.ts";

const seconds = 2;
const window = 64;
const connections = 32;
const manyMessages = 100_000;
const manyNotifications = 10_000;
const manyConversations = 5_000;

/** How cost grows with what is stored: it should not. */
export async function showGrowth(atrium: Atrium): Promise<void> {
  await showMessages(atrium);
  await showNotifications(atrium);
  await showConversations(atrium);
}

async function showMessages(atrium: Atrium): Promise<void> {
  const [ada, ...others] = await atrium.people.signUp(3);
  if (!ada) throw new Error("nobody is there");
  const open = async () => roomOf(atrium.port, await atrium.people.openGroup(ada, others), [ada, ...others]);
  const full = await open();
  await fill(full, manyMessages);
  const throughput = (room: Room): Promise<Figures> =>
    perSecond("messages", atrium, () => measureThroughput(room, { window, seconds }));
  say(`Messages in a room that is new, and in one with more than ${manyMessages.toLocaleString("en")}`);
  await compareGrowth(["many", "new"], [() => throughput(full), async () => throughput(await open())]);
}

async function fill(room: Room, count: number): Promise<void> {
  for (let stored = 0; stored < count;) stored += await measureThroughput(room, { window: 256, seconds: 1 });
}

async function showNotifications(atrium: Atrium): Promise<void> {
  const [few, many] = await atrium.people.signUp(2);
  if (!few || !many) throw new Error("nobody is there");
  await atrium.people.notify(few.id, 10);
  await atrium.people.notify(many.id, manyNotifications);
  say(`GET /api/v1/notifications of ${manyNotifications.toLocaleString("en")} and of 10`);
  await compareReads(atrium, "/api/v1/notifications", many, few);
}

async function showConversations(atrium: Atrium): Promise<void> {
  const [few, many, other] = await atrium.people.signUp(3);
  if (!few || !many || !other) throw new Error("nobody is there");
  await manyTimes(10, () => atrium.people.openGroup(few, [other]));
  await manyTimes(manyConversations, () => atrium.people.openGroup(many, [other]));
  say(`GET /api/v1/conversations of ${manyConversations.toLocaleString("en")} and of 10`);
  await compareReads(atrium, "/api/v1/conversations?limit=10", many, few);
}

async function compareReads(atrium: Atrium, path: string, many: Person, few: Person): Promise<void> {
  const read = ({ token }: Person) => {
    const request = { path, headers: { authorization: `Bearer ${token}` } };
    return () => perSecond("requests", atrium, () => loadHttp(atrium.port, request, { connections, seconds }));
  };
  await compareGrowth(["many", "few"], [read(many), read(few)]);
}
