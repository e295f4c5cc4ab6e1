import { parse } from "bowser";
import type { Device } from "./contract.ts";

/** What a user agent says of itself: enough for its owner to recognise it in a list. */
export function describeDevice(userAgent: string | undefined, name: string | undefined): Device {
  const label = name ?? null;
  if (!userAgent) return { type: "unknown", browser: null, os: null, name: label };
  const { browser, os, platform } = parse(userAgent.slice(0, 512));
  return { type: typeOf(userAgent, platform.type), browser: browser.name || null, os: os.name || null, name: label };
}

function typeOf(userAgent: string, platform: string | undefined): Device["type"] {
  if (/bot|crawler|spider|curl|wget/i.test(userAgent)) return "bot";
  return platform === "desktop" || platform === "mobile" || platform === "tablet" ? platform : "unknown";
}
