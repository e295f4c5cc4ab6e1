import type { Config } from "../../platform/config/config.ts";
import { pushServiceOf } from "../../platform/delivery/push-services.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { NewPushSubscription } from "./contract.ts";

/** Names that lead into a network and not out to the internet. */
const inner = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|arpa|onion)$/;

/**
 * A subscription to which the service may be made to send: at a push service that is configured, over https, at
 * a host with a public name. In development also others, and over http on this machine.
 *
 * @throws Problem `VALIDATION_FAILED`.
 */
export function requirePushEndpoint(deps: { config: Config }, input: NewPushSubscription): NewPushSubscription {
  const service = pushServiceOf(deps.config, input.endpoint);
  if (service === "loopback" || (service !== undefined && isPublic(input.endpoint))) return input;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "endpoint", message: "must be the https address of a push service" }],
  });
}

/**
 * Nothing is sent along, and the name is no address. Where it leads is not known here (a Worker cannot look it
 * up), so what is sent follows no redirect either.
 */
function isPublic(endpoint: string): boolean {
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  const isPlain = port === "" && username === "" && password === "";
  return protocol === "https:" && isPlain && isPublicName(hostname.toLowerCase().replace(/\.$/, ""));
}

/** The parser has turned each way of writing an IPv4 address into digits; those of IPv6 stand in brackets. */
function isPublicName(hostname: string): boolean {
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return !isAddress && hostname.includes(".") && !inner.test(hostname);
}
