import type { Device, Session } from "../../client/index.ts";

/** "Firefox on Linux", or the name that the device was given. */
export function describeDevice({ name, browser, os }: Device): string {
  if (name !== null) return name;
  return [browser ?? "Unknown device", os].filter((part) => part !== null).join(" on ");
}

/** "Kuwait City, KW (203.0.113.7)", as far as it is known. */
export function describePlace({ ip, location }: Pick<Session, "ip" | "location">): string {
  const place = [location?.city, location?.country].filter((part) => typeof part === "string").join(", ");
  return place === "" ? ip : `${place} (${ip})`;
}
