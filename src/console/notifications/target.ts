import { useRouter } from "@tanstack/react-router";
import type { Notification } from "../../client/index.ts";

/** Where a notification leads: to a page of this console, or elsewhere. */
export type Target = { path: string } | { elsewhere: URL } | null;

/** Only what this console has is gone to by itself; where else it leads, its reader is to see first. */
export function useTarget({ link }: Notification): Target {
  const router = useRouter();
  if (link === null || !URL.canParse(link, location.href)) return null;
  const url = new URL(link, location.href);
  if (url.origin !== location.origin) return url.protocol === "https:" ? { elsewhere: url } : null;
  // Below the root and the frame of the signed-in there is a page that this address is one of.
  const isHere = router.getMatchedRoutes(url.pathname)[2] !== undefined;
  return isHere ? { path: url.href.slice(url.origin.length) } : null;
}
