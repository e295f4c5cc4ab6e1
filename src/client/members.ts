import type { MemberRole } from "../features/chat/contract.ts";
import { fail, type Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Who is in a group. */
export class Members {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Adds somebody, or gives them another role. `FORBIDDEN` for who may not. */
  put(conversationId: string, userId: string, role?: MemberRole): Promise<Result<null>> {
    const body = role === undefined ? {} : { role };
    return this.#transport.request("PUT", `/conversations/${conversationId}/members/${userId}`, { body });
  }

  remove(conversationId: string, userId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/conversations/${conversationId}/members/${userId}`);
  }

  /** Leaves it oneself. */
  async leave(conversationId: string): Promise<Result<null>> {
    const { error } = await this.#transport.access.token();
    if (error) return fail(error);
    return this.remove(conversationId, this.#transport.access.userId ?? "");
  }
}
