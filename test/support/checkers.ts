/** What a client tried, and what it knows of the outcome. */
export type Sending = {
  /** The connection's owner: within it, messages have an order. */
  client: string;
  senderId: string;
  clientId: string;
  /** The place it was acked under; nothing where no answer came. */
  seq?: number;
};

/** One event of a conversation's log, as a client saw it. */
export type Logged = { seq: number; senderId: string; clientId: string };

const nameOf = ({ senderId, clientId }: { senderId: string; clientId: string }) => `${senderId}/${clientId}`;

/** A log is numbered 1, 2, 3… and holds each message once. @returns what is wrong. */
export function faultsOfLog(log: Logged[]): string[] {
  const seen = new Set<string>();
  return log.flatMap((event, at) => {
    const faults = event.seq === at + 1 ? [] : [`place ${at + 1} holds number ${event.seq}`];
    if (seen.has(nameOf(event))) faults.push(`${nameOf(event)} is there twice`);
    seen.add(nameOf(event));
    return faults;
  });
}

/** What was acked is there under the number of its ack, and nothing is there that nobody sent. */
export function faultsOfAcks(sendings: Sending[], log: Logged[]): string[] {
  const placeOf = new Map(log.map((event) => [nameOf(event), event.seq]));
  const sent = new Set(sendings.map(nameOf));
  const lost = sendings.flatMap((sending) => {
    const place = placeOf.get(nameOf(sending));
    if (sending.seq === undefined || place === sending.seq) return [];
    return [`${nameOf(sending)} was acked as ${sending.seq} and is at ${place ?? "no place"}`];
  });
  const invented = log.filter((event) => !sent.has(nameOf(event))).map((event) => `nobody sent ${nameOf(event)}`);
  return [...lost, ...invented];
}

/** What one client sent is there in the order in which it first sent it. */
export function faultsOfOrder(sendings: Sending[], log: Logged[]): string[] {
  const placeOf = new Map(log.map((event) => [nameOf(event), event.seq]));
  const lastOf = new Map<string, number>();
  return sendings.flatMap((sending) => {
    const place = placeOf.get(nameOf(sending));
    if (place === undefined) return [];
    const last = lastOf.get(sending.client) ?? 0;
    lastOf.set(sending.client, place);
    return place > last ? [] : [`${nameOf(sending)} is at ${place}, after ${last}`];
  });
}

/** What a client saw over all its connections is the log from where it began: nothing missed, doubled or moved. */
export function faultsOfStream(seen: Logged[], log: Logged[], after: number): string[] {
  const due = log.slice(after);
  const faults = due.length === seen.length ? [] : [`saw ${seen.length} events of ${due.length}`];
  const at = due.findIndex((event, index) => {
    const other = seen[index];
    return other?.seq !== event.seq || nameOf(other) !== nameOf(event);
  });
  const [expected, found] = [due[at], seen[at]];
  return expected ? [...faults, `saw ${found?.seq ?? "nothing"} in the place of ${expected.seq}`] : faults;
}

/** What a client was told of a stream: a greeting, that it must start over, or a durable event. */
export type Step =
  | { kind: "ready" | "reset"; after: number; seq: number }
  | { kind: "event"; seq: number; type: string; about: string };

/** Past so many missed events a client may be told to start over. */
const mostReplayed = 1_000;

/** What several clients saw of one stream, by place; and where they saw different things. */
export function mergeStreams(streams: Step[][]): { log: Map<number, string>; faults: string[] } {
  const log = new Map<number, string>();
  const faults = streams.flat().flatMap((step) => {
    if (step.kind !== "event") return [];
    const name = `${step.type} ${step.about}`;
    const known = log.get(step.seq) ?? name;
    log.set(step.seq, known);
    return known === name ? [] : [`${step.seq} is ${known} to one and ${name} to another`];
  });
  return { log, faults };
}

/** A stream is numbered 1, 2, 3… up to its end, and somebody saw each. */
export function faultsOfNumbers(log: Map<number, string>, after: number, last: number): string[] {
  const missing = Array.from({ length: last - after }, (_, at) => after + at + 1).filter((seq) => !log.has(seq));
  const beyond = [...log.keys()].filter((seq) => seq > last);
  return [...missing.map((seq) => `nobody saw ${seq}`), ...beyond.map((seq) => `${seq} is past the end`)];
}

/**
 * One client's connections together: each event follows the one before, the stream never ends before what
 * was seen of it, and the client was told to start over only where it had missed too much.
 */
export function faultsOfSteps(steps: Step[], began: number, mayReset = mostReplayed): string[] {
  let place = began;
  return steps.flatMap((step) => {
    const before = place;
    if (step.kind === "ready") return step.seq < before ? [`the stream ended at ${step.seq}, after ${before}`] : [];
    place = step.seq;
    if (step.kind === "event") return step.seq === before + 1 ? [] : [`${step.seq} followed ${before}`];
    return step.seq - before > mayReset ? [] : [`was told to start over at ${step.seq}, after ${before}`];
  });
}

/** History as read over HTTP is what the stream told: the same messages in the same places, each once. */
export function faultsOfHistory(messages: Logged[], log: Map<number, string>): string[] {
  const told = [...log]
    .filter(([, name]) => name.startsWith("message.created "))
    .toSorted(([one], [other]) => one - other);
  const seen = new Set<string>();
  const faults = messages.flatMap((message, at) => {
    const name = nameOf(message);
    const twice = seen.has(name) ? [`${name} is there twice`] : [];
    seen.add(name);
    const [seq, event] = told[at] ?? [];
    const isSame = seq === message.seq && event === `message.created ${name}`;
    return isSame ? twice : [...twice, `${message.seq} is ${name}, and the stream told ${seq} ${event}`];
  });
  return messages.length === told.length ? faults : [...faults, `${messages.length} of ${told.length} messages`];
}

export type InboxEvent =
  | { type: "created" | "updated"; id: string; group: string | null }
  | { type: "read" | "deleted"; id: string }
  | { type: "all_read" };

/** A group has one unread notification at a time, and what is left unread is what the list shows. */
export function faultsOfInbox(events: InboxEvent[], listed: string[]): string[] {
  const unread = new Map<string, string | null>();
  const faults = events.flatMap((event) => {
    switch (event.type) {
      case "created": {
        const isTwice = event.group !== null && [...unread.values()].includes(event.group);
        unread.set(event.id, event.group);
        return isTwice ? [`${event.group} was told of twice`] : [];
      }
      case "updated":
        return unread.has(event.id) ? [] : [`${event.id} was changed, and is not unread`];
      case "read":
        return unread.delete(event.id) ? [] : [`${event.id} was read, and is not unread`];
      case "deleted":
        unread.delete(event.id);
        return [];
      case "all_read":
        unread.clear();
        return [];
    }
  });
  const hidden = [...unread.keys()].filter((id) => !listed.includes(id));
  const untold = listed.filter((id) => !unread.has(id));
  return [
    ...faults,
    ...hidden.map((id) => `${id} was told of and is not listed`),
    ...untold.map((id) => `${id} is listed and was never told of`),
  ];
}

/** What somebody tried under a session; times of one clock. */
export type Attempt = { sessionId: string; what: string; startedAt: number; isSuccess: boolean };

/** Nothing succeeds that began after the end of its session was acknowledged. */
export function faultsOfSessions(attempts: Attempt[], endedAt: Map<string, number>): string[] {
  return attempts
    .filter(({ sessionId, startedAt, isSuccess }) => isSuccess && startedAt > (endedAt.get(sessionId) ?? Infinity))
    .map(({ sessionId, what, startedAt }) => {
      const lateMs = Math.round(startedAt - (endedAt.get(sessionId) ?? 0));
      return `${what} succeeded ${lateMs} ms after the end of ${sessionId}`;
    });
}
