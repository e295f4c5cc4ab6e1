import type { Ack, CommandError } from "../platform/sockets/contract.ts";
import { fail, type Result, succeed, unreachable } from "./result.ts";

/** A refusal of a command, which may say more than why. */
export type Refusal = CommandError & { topics?: string[] };

/** A command on its way to the wire: its type, and whatever fields that type has. */
export type Command = { type: string; [field: string]: unknown };

type Pending<A> = { text: string; isRepeatable: boolean; settle: (result: Result<A>) => void };

/** How long a command may go unanswered, reconnecting and sending it again meanwhile. */
const patienceMs = 60_000;

/** The commands of one stream that have no answer yet. Each promise settles exactly once. */
export class Commands<A extends Ack> {
  #lastId = 0;
  readonly #pending = new Map<string, Pending<A>>();
  /** Ids must differ between the connections of one client, whose answers may cross a reconnect. */
  readonly #prefix = crypto.randomUUID().slice(0, 8);

  /**
   * Gives a command its id and remembers it; `send` puts it on the wire if there is one.
   *
   * @param isRepeatable whether it may be sent again after a reconnect: doing it twice must do it once
   */
  add(command: Command, isRepeatable: boolean, send: (text: string) => boolean): Promise<Result<A>> {
    this.#lastId += 1;
    const id = `${this.#prefix}-${this.#lastId}`;
    const text = JSON.stringify({ id, ...command });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, unreachable("The server did not answer in time.")), patienceMs);
      const settle = (result: Result<A>) => {
        clearTimeout(timer);
        resolve(result);
      };
      this.#pending.set(id, { text, isRepeatable, settle });
      if (!send(text) && !isRepeatable) this.#settle(id, unreachable());
    });
  }

  /** Settles the command that an answer of the server is for, if it is still waited for. */
  answered(answer: A | Refusal): void {
    if (answer.type === "ack") this.#settle(answer.id, succeed(answer));
    else if (answer.id !== null) {
      const { code, message, topics } = answer;
      this.#settle(answer.id, fail({ code, status: 0, detail: message, requestId: null, ...(topics && { topics }) }));
    }
  }

  /** After a reconnect: sends again, in order, what may have been lost. */
  resend(send: (text: string) => boolean): void {
    for (const { text } of this.#pending.values()) send(text);
  }

  /** The connection is lost: what must not be sent twice is given up. */
  disconnected(): void {
    for (const [id, { isRepeatable }] of this.#pending) {
      if (!isRepeatable) this.#settle(id, unreachable("The connection was lost."));
    }
  }

  giveUp(): void {
    for (const id of this.#pending.keys()) this.#settle(id, unreachable("The stream was closed."));
  }

  #settle(id: string, result: Result<A>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(result);
  }
}
