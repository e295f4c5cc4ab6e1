import type { ChatDeps } from "../chat/index.ts";
import type { Thinker } from "./providers.ts";

export interface CompanionsDeps extends ChatDeps {
  /** The companions that answer, by name. */
  thinkers: Map<string, Thinker>;
}
