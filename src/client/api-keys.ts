import type { ApiKey, CreateApiKey, NewApiKey } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Keys with which programs act for the user. */
export class ApiKeys {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest first, without their secrets. */
  list(query: { limit?: number; cursor?: string } = {}): Promise<Result<Page<ApiKey>>> {
    return this.#transport.request("GET", "/me/api-keys", { query });
  }

  /** Makes a key; its secret is in this answer alone. `STEP_UP_REQUIRED`, `CONFLICT` for one key too many. */
  create(input: CreateApiKey): Promise<Result<NewApiKey>> {
    return this.#transport.request("POST", "/me/api-keys", { body: input });
  }

  /** What bears it is refused from now on. */
  remove(keyId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/me/api-keys/${keyId}`);
  }
}
