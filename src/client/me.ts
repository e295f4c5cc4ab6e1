import type { UpdateProfile, User } from "../features/users/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** The signed-in user. */
export class Me {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(): Promise<Result<User>> {
    return this.#transport.request("GET", "/me");
  }

  /** Changes the fields given. `USERNAME_TAKEN`. */
  update(input: UpdateProfile): Promise<Result<User>> {
    return this.#transport.request("PATCH", "/me", { body: input });
  }
}
