import type { Challenge, LoginResult } from "../features/sign-in/contract.ts";
import { type Result, succeed } from "./result.ts";
import type { Transport } from "./transport.ts";

/** How far a sign-in got: somebody is signed in, or has a second factor to prove yet. */
export type SignInResult = ({ mfaRequired: false } & LoginResult) | Challenge;

/** What the caller gives; how tokens travel is the client's own setting. */
export type Sent<T> = T extends unknown ? Omit<T, "tokenTransport" | "deviceToken"> : never;

/** The calls that may end signed in. Only then there are tokens, and they are kept here. */
export class SignIn {
  readonly #transport: Transport;
  #deviceToken: string | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#deviceToken = transport.options.deviceToken;
  }

  /** The first step, which may be the only one. */
  async begin(path: string, input: object): Promise<Result<SignInResult>> {
    const { data, error } = await this.#post<LoginResult | Challenge>(path, input);
    if (error) return { data: null, error };
    return "mfaRequired" in data ? succeed(data) : succeed({ mfaRequired: false, ...this.#keep(data) });
  }

  /** The last step. */
  async finish(path: string, input: object): Promise<Result<LoginResult>> {
    const result = await this.#post<LoginResult>(path, input);
    return result.error ? result : succeed(this.#keep(result.data));
  }

  /** What says which device this is, for where there are no cookies. */
  get device(): { deviceToken?: string } {
    return this.#deviceToken === undefined ? {} : { deviceToken: this.#deviceToken };
  }

  #post<T>(path: string, input: object): Promise<Result<T>> {
    const body = { ...input, tokenTransport: this.#transport.options.tokenTransport ?? "cookie" };
    return this.#transport.request<T>("POST", path, { body, auth: "none", setsCookies: true });
  }

  #keep(result: LoginResult): LoginResult {
    this.#transport.access.accept(result);
    if (result.deviceToken !== undefined) {
      this.#deviceToken = result.deviceToken;
      this.#transport.options.onDeviceToken?.(result.deviceToken);
    }
    return result;
  }
}
