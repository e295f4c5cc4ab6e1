import type { Statement } from "../../platform/db/database.ts";
import type { Origin } from "../sessions/index.ts";
import { tellOwner } from "../users/index.ts";
import type { SecurityDeps } from "./deps.ts";
import { type Assessment, noticeOf, type Signal } from "./risk.ts";

const words: Record<Signal, string> = {
  new_device: "a device that has not signed in before",
  new_country: "a country that is new for the account",
  impossible_travel: "too far from the last place for the time in between",
  failure_burst: "after several wrong passwords",
  bad_reputation: "an address that is known for attacks",
};

/** The statements that tell the owner of a sign-in, where it is one to tell of. */
export function tellOfSignIn(
  deps: SecurityDeps,
  userId: string,
  assessment: Assessment,
  { device, ip, location }: Pick<Origin, "device" | "ip" | "location">,
): Statement[] {
  const kind = noticeOf(assessment);
  if (kind === null) return [];
  const client = [device.browser, device.os].filter(Boolean).join(" on ");
  const place = [location?.city, location?.country].filter(Boolean).join(", ");
  const details = {
    device: [device.name, client].filter(Boolean).join(", ") || "unknown",
    address: ip,
    ...(place !== "" && { place }),
    ...(kind !== "new_device" && { because: assessment.signals.map((signal) => words[signal]).join("; ") }),
  };
  return [tellOwner(deps, userId, kind, details)];
}
