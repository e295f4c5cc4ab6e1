import type { Config } from "../config/config.ts";

type PushConfig = Pick<Config, "ENVIRONMENT" | "PUSH_SERVICES">;

/**
 * The push service of an endpoint, by the host that the configuration names, or undefined where nothing is sent.
 *
 * Browsers' endpoints are at a handful of services, and any other address that somebody gives us would have us ask
 * whom they like. In development others will do, over http on this machine.
 */
export function pushServiceOf(config: PushConfig, endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  if (username !== "" || password !== "") return undefined;
  const isDevelopment = config.ENVIRONMENT === "development";
  if (protocol === "http:") return isDevelopment && isLoopback(hostname) ? "loopback" : undefined;
  if (protocol !== "https:" || (port !== "" && !isDevelopment)) return undefined;
  const known = config.PUSH_SERVICES.find((host) => hostname === host || hostname.endsWith(`.${host}`));
  return known ?? (isDevelopment ? "other" : undefined);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
