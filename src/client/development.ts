import type { KeptMessage, SampleMail } from "../platform/delivery/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What a server shows while it runs for development; elsewhere all of it is `NOT_FOUND`. Nobody need be signed in. */
export class Development {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** What would have been sent, the newest first: two hundred messages at most; with `to` those to one recipient. */
  outbox(query: { to?: string } = {}): Promise<Result<{ items: KeptMessage[] }>> {
    return this.#transport.request("GET", "/../../dev/outbox", { query, auth: "none" });
  }

  /** One mail of each template. */
  sampleMails(): Promise<Result<{ items: SampleMail[] }>> {
    return this.#transport.request("GET", "/../../dev/emails", { auth: "none" });
  }

  /** Where the page of a mail is: of one in the outbox by its id, of a sample by its template. */
  addressOf(mail: { id: string } | { template: string }): string {
    const path = "id" in mail ? `outbox/${encodeURIComponent(mail.id)}` : `emails/${mail.template}`;
    return this.#transport.address(`/../../dev/${path}`).href;
  }
}
