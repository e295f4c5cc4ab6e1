import { type CurrentSession, permits } from "../sessions/index.ts";
import type { Viewer } from "./deps.ts";

/** Who asks, by their session or API key. */
export function viewerOf({ userId, permissions }: CurrentSession): Viewer {
  return { userId, isModerator: permits(permissions, "post.moderate") };
}
