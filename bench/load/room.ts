import { once } from "node:events";
import { WebSocket } from "ws";

/** A room as a client meets it: how to send, and which lines it is sent tell that one more was stored. */
export type Room = {
  /** The sockets' address, and the header by which each member is let in: two or more. */
  url: string;
  members: Record<string, string>[];
  line(clientId: string): string;
  /** Whether a line tells the sender that their message is stored. */
  isAck(line: string): boolean;
  /** Whether a line shows a message to the other member. */
  isMessage(line: string): boolean;
  /** What tells the server that this line was read, where it wants to know. */
  received?(line: string): string | undefined;
};

/** A client tells how far it has read at least once in a MiB; this one does so more often. */
export const receivedEvery = 256 * 1024;

type Member = { socket: WebSocket; onLine: (line: string) => void };

/** What each message says, in Atrium and in bare rooms: some 200 bytes, as a message between people has. */
export const content =
  "The analytical engine weaves algebraic patterns just as the loom weaves flowers and leaves. ".repeat(2);

let messages = 0;
export const nextLine = (room: Room) => room.line(`bench-${process.pid}-${(messages += 1)}`);

/** Sends one message at a time. @returns how long each took to reach the other member, in milliseconds, sorted. */
export async function measureLatency(room: Room, count: number): Promise<number[]> {
  const [sender, other] = await enter(room);
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const startedAt = performance.now();
    await new Promise<void>((resolve) => {
      other.onLine = (line) => room.isMessage(line) && resolve();
      sender.socket.send(nextLine(room));
    });
    times.push(performance.now() - startedAt);
  }
  leave(sender, other);
  return times.toSorted((a, b) => a - b);
}

/** Keeps so many messages unacknowledged. @returns how many were stored and shown to both before the time was over. */
export async function measureThroughput(
  room: Room,
  { window, seconds }: { window: number; seconds: number },
): Promise<number> {
  const [sender, other] = await enter(room);
  const until = performance.now() + seconds * 1000;
  let inFlight = 0;
  let acked = 0;
  let shown = 0;
  const fill = () => {
    for (; inFlight < window; inFlight += 1) sender.socket.send(nextLine(room));
  };
  await new Promise<void>((resolve) => {
    const finish = () => inFlight === 0 && shown === acked && resolve();
    other.onLine = (line) => {
      if (room.isMessage(line)) shown += 1;
      finish();
    };
    sender.onLine = (line) => {
      if (!room.isAck(line)) return;
      acked += 1;
      inFlight -= 1;
      if (performance.now() < until) fill();
      else finish();
    };
    fill();
  });
  leave(sender, other);
  return acked;
}

async function enter(room: Room): Promise<[Member, Member]> {
  const [one = {}, other = {}] = room.members;
  return [await open(room, one), await open(room, other)];
}

async function open(room: Room, headers: Record<string, string>): Promise<Member> {
  const socket = new WebSocket(room.url, { headers, perMessageDeflate: false });
  const member: Member = { socket, onLine: () => undefined };
  let unread = 0;
  socket.on("message", (data: Buffer) => {
    const lines = data.toString().split("\n");
    for (const line of lines) member.onLine(line);
    unread += data.length;
    if (unread < receivedEvery) return;
    const told = lines.map((line) => room.received?.(line)).findLast((line) => line !== undefined);
    if (told === undefined) return;
    unread = 0;
    socket.send(told);
  });
  await once(socket, "open");
  return member;
}

function leave(...members: Member[]): void {
  for (const { socket } of members) socket.close();
}
