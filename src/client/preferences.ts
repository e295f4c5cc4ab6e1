import type { NotificationPreferences, ReplacePreferences } from "../features/notifications/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What the user hears of, by which channels, and when. */
export class Preferences {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(): Promise<Result<NotificationPreferences>> {
    return this.#transport.request("GET", "/notifications/preferences");
  }

  /** In place of those before: types that are not named are as at first. */
  replace(preferences: ReplacePreferences): Promise<Result<NotificationPreferences>> {
    return this.#transport.request("PUT", "/notifications/preferences", { body: preferences });
  }
}
