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
