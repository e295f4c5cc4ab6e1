import { CallMeter } from "./call-meter.ts";
import type { Granted } from "./granted.ts";
import type { Admission, Ask, Pass, Passed } from "./session-hub.ts";
import type { SessionRegistry } from "./session-registry.ts";

/** Who of one user's sessions and API keys may make a call just now; in the storage of the user's hub. */
export class Passes {
  readonly #sessions: SessionRegistry;
  readonly #granted: Granted;
  readonly #meter: CallMeter;

  constructor(storage: DurableObjectStorage, sessions: SessionRegistry, granted: Granted) {
    this.#sessions = sessions;
    this.#granted = granted;
    this.#meter = new CallMeter(storage);
  }

  /** @returns whether the session lives and has leave, and whether its activity was noted by that. */
  check({ sessionId, ip, ask }: Pass, now: number): Passed & { isNoted: boolean } {
    // An object that takes a socket in has nobody whom it could tell of concurrent use.
    const used = this.#sessions.use(sessionId, ip, now, { canTell: ask.name !== "CONNECT" });
    const { permissions, limitFactor } = this.#granted.current();
    // What is over is not counted, and needs no leave.
    const admission = this.#meter.take(used ? ask : { ...ask, want: 0 }, limitFactor, now);
    if (!used) return { check: { live: false }, admission, isNoted: false };
    const { expiresAt, isConcurrent, isNoted } = used;
    return { check: { live: true, expiresAt, isConcurrent, permissions }, admission, isNoted };
  }

  /** Counts a call that an API key makes. */
  count(keyId: string, ask: Ask, now: number): Admission {
    return this.#meter.take({ ...ask, name: `${ask.name}:${keyId}` }, this.#granted.current().limitFactor, now);
  }
}
