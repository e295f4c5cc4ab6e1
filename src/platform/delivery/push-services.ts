import type { Config } from "../config/config.ts";

type PushConfig = Pick<Config, "ENVIRONMENT" | "PUSH_SERVICES">;

/**
 * The push service of an endpoint, by the hosts that the configuration names, or undefined where nothing is sent.
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
  return config.PUSH_SERVICES.find((host) => isAt(hostname, host)) ?? (isDevelopment ? "other" : undefined);
}

/** Whether a service has one host: that of any other is a name that somebody may have made up. */
export function hasOneHost(service: string): boolean {
  return service !== "other" && !service.startsWith("*.");
}

/** `*.` stands for one label. */
function isAt(hostname: string, host: string): boolean {
  if (!host.startsWith("*.")) return hostname === host;
  return hostname.endsWith(host.slice(1)) && !hostname.slice(0, 1 - host.length).includes(".");
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
