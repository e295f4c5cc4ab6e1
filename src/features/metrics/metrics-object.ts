import { DurableObject } from "cloudflare:workers";
import { migrate } from "../../platform/db/object-schema.ts";
import type { MetricsBatch } from "../../platform/metrics/registry.ts";
import { FigureRows, type Figures, figureSchema } from "./figures.ts";
import { type Total, Totals, totalSchema } from "./totals.ts";
import { batchSchema, WaitingBatches } from "./waiting-batches.ts";

const addedUpAfterMs = 60_000;
/** So many are not left to wait: each addition looks at some of them at a time. */
const maxWaiting = 1_000;
const prunedEveryMs = 6 * 3600 * 1000;

/**
 * What all isolates have counted.
 *
 * It is the only writer of the sums. What an isolate tells is one row until somebody asks, or for a minute; then it is
 * added to the sums, once, in one transaction. Whoever tells the same again is not heard. Nothing is kept in fields but
 * when the alarm is due: it comes while there is something to add up, and to remove what is past its time.
 */
export class MetricsObject extends DurableObject<Env> {
  readonly #waiting: WaitingBatches;
  readonly #figures: FigureRows;
  readonly #totals: Totals;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, "batches", batchSchema);
    migrate(storage, "figures", figureSchema);
    migrate(storage, "totals", totalSchema);
    this.#waiting = new WaitingBatches(storage);
    this.#figures = new FigureRows(storage);
    this.#totals = new Totals(storage);
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await storage.getAlarm();
    });
  }

  /** Takes in what an isolate has counted, once for each number of an isolate. */
  async take(batch: MetricsBatch): Promise<void> {
    const now = Date.now();
    this.#waiting.add(batch);
    if (this.#waiting.count() >= maxWaiting) this.#addUp(now);
    await this.#wakeBy(now + addedUpAfterMs);
  }

  /** The steps between two moments, both included, in which anything was counted; the oldest first. */
  figures(step: number, from: number, to: number): Figures[] {
    this.#addUp(Date.now());
    return this.#figures.read(step, from, to);
  }

  /** What every line of every metric stands at. */
  totals(): Total[] {
    this.#addUp(Date.now());
    return this.#totals.list();
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    this.#addUp(now);
    this.#waiting.prune(now);
    const isLeft = [this.#totals.prune(now), this.#figures.prune(now)].includes(true);
    if (isLeft) await this.#wakeBy(now + prunedEveryMs);
  }

  #addUp(now: number): void {
    while (this.#waiting.count() > 0) {
      this.ctx.storage.transactionSync(() => {
        const batches = this.#waiting.take(now);
        this.#figures.add(
          batches.flatMap(({ minutes }) => minutes),
          now,
        );
        this.#totals.add(batches, now);
      });
    }
  }

  /** Sets the alarm, unless it comes soon enough as it is. */
  async #wakeBy(at: number): Promise<void> {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }
}
