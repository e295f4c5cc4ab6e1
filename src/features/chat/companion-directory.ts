import type { CompanionSettings } from "../../platform/config/companions.ts";
import { idNamed } from "../../platform/ids/named-id.ts";

/** A participant that is no user, as a sender and in lists. */
export type Companion = { id: string; username: string; displayName: string };

/** The companions that there are, by name. */
export interface Companions {
  find(name: string): Companion | undefined;
}

/** The companions of the configuration. Their ids come of their names, so no table holds them. */
export class CompanionDirectory implements Companions {
  readonly #byName: Map<string, Companion>;

  constructor(settings: CompanionSettings[]) {
    this.#byName = new Map(settings.map(({ name, displayName }) => [name, { ...companionNamed(name), displayName }]));
  }

  find(name: string): Companion | undefined {
    return this.#byName.get(name);
  }
}

/** A companion of whom only the name is known, because it is configured no longer. */
export function companionNamed(name: string): Companion {
  return { id: idNamed("user", `companion:${name}`), username: name, displayName: name };
}
