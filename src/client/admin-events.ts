import type {
  EventDetails,
  EventRecord,
  EventStatistics,
  EventType,
  Replay,
  ReplayMany,
} from "../features/operations/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type EventQuery = {
  type?: string;
  state?: EventRecord["state"];
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
};

/** What happened in the product, and what followed from it. */
export class AdminEvents {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest first; those of state `dead` were given up. */
  list(query: EventQuery = {}): Promise<Result<Page<EventRecord>>> {
    return this.#transport.request("GET", "/admin/events", { query });
  }

  get(eventId: string): Promise<Result<EventDetails>> {
    return this.#transport.request("GET", `/admin/events/${eventId}`);
  }

  /** Every kind of event, with its payload's schema and the reactions to it. */
  types(): Promise<Result<{ items: EventType[] }>> {
    return this.#transport.request("GET", "/admin/events/types");
  }

  /** How often and how soon each reaction took effect since a time (ISO 8601), by default a day ago. */
  stats(from?: string): Promise<Result<EventStatistics>> {
    return this.#transport.request("GET", "/admin/events/stats", { query: { from } });
  }

  /** Has one event dispatched again, to one reaction or to all that have not taken effect. */
  replay(eventId: string, reaction?: string): Promise<Result<EventDetails>> {
    const body = reaction === undefined ? {} : { reaction };
    return this.#transport.request("POST", `/admin/events/${eventId}/replay`, { body });
  }

  /** The same for those of a kind and a time; with `dryRun` it only tells how many they are. */
  replayAll(which: ReplayMany): Promise<Result<Replay>> {
    return this.#transport.request("POST", "/admin/events/replay", { body: which });
  }
}
