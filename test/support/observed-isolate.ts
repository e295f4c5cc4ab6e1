import { vi } from "vitest";
import { type Canary, dumpDatabase, dumpObjects, textOf, type Written } from "./canaries.ts";
import { type Call, newAddress } from "./http.ts";
import { type Isolate, newIsolate } from "./isolate.ts";
import { codeIn, mailsTo, tokenIn } from "./people.ts";

/**
 * An isolate of which everything is seen that it writes anywhere: the log at its most talkative, the
 * queues' messages, and with {@link everythingWritten} all that is stored. Each call is over with
 * everything that follows from it.
 */
export class ObservedIsolate implements Isolate {
  readonly canaries: Canary[] = [];
  readonly #written: Written[] = [];
  readonly #waiting: [queue: string, body: unknown][] = [];
  readonly #isolate: Isolate;

  constructor(bindings: object = {}) {
    const queue = (name: string) => ({
      send: async (body: unknown) => {
        this.#written.push({ where: `queue ${name}`, text: textOf(body) });
        this.#waiting.push([name, body]);
      },
    });
    this.#isolate = newIsolate({
      LOG_LEVEL: "debug",
      EMAIL_QUEUE: queue("atrium-email"),
      DELIVERY_QUEUE: queue("atrium-delivery"),
      PAYMENTS_QUEUE: queue("atrium-payments"),
      EVENTS_QUEUE: queue("atrium-events"),
      EVENTS_HIGH_QUEUE: queue("atrium-events-high"),
      ...bindings,
    });
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
        this.#written.push({
          where: "the log",
          text: values.map((one) => (typeof one === "string" ? one : textOf(one))).join(" "),
        });
      });
    }
  }

  async call(method: string, path: string, options: Call = {}): Promise<Response> {
    const response = await this.#isolate.call(method, path, { from: newAddress(), ...options });
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#isolate.deliver(next[0], [next[1]]);
    }
    return response;
  }

  deliver(queue: string, bodies: unknown[]) {
    return this.#isolate.deliver(queue, bodies);
  }

  sweep(): Promise<void> {
    return this.#isolate.sweep();
  }

  /** Notes secrets by their names; what is no text is none. */
  keep(secrets: Record<string, unknown>, sentTo?: string): void {
    for (const [name, value] of Object.entries(secrets)) {
      const values = Array.isArray(value) ? value : [value];
      const texts = values.filter((one): one is string => typeof one === "string" && one !== "");
      this.canaries.push(...texts.map((text) => ({ name, value: text, ...(sentTo !== undefined && { sentTo }) })));
    }
  }

  /** What the newest message of a kind brought to somebody; it may stand in that message. */
  async readMail(to: string, template: string): Promise<{ code: string; token: string }> {
    await this.look();
    const mail = (await mailsTo(to)).find((one) => one.template === template);
    if (!mail) throw new Error(`no ${template} to ${to}`);
    const secrets = { code: codeIn(mail), token: tokenIn(mail) };
    this.keep(secrets, to);
    return secrets;
  }

  /** Takes down what is in the database now: rows that are used up later are gone at the end. */
  async look(): Promise<void> {
    this.#written.push(...(await dumpDatabase()));
  }

  async everythingWritten(): Promise<Written[]> {
    await this.look();
    return [...this.#written, ...(await dumpObjects())];
  }
}
