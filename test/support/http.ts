import { exports } from "cloudflare:workers";

export const origin = "http://localhost:8787";

export type Call = Omit<RequestInit, "body"> & {
  /** Sent as JSON, with its content type. */
  json?: unknown;
  body?: BodyInit;
  /** The caller's address; each test may have its own, so that limits do not add up. */
  from?: string;
  token?: string;
};

/** Calls the Worker as a client on the network would. */
export async function call(method: string, path: string, options: Call = {}): Promise<Response> {
  return exports.default.fetch(requestOf(method, path, options));
}

/** The request that {@link call} makes. */
export function requestOf(method: string, path: string, { json, from, token, headers, ...init }: Call = {}): Request {
  const all = new Headers(headers);
  if (json !== undefined) all.set("content-type", "application/json");
  if (from !== undefined) all.set("cf-connecting-ip", from);
  if (token !== undefined) all.set("authorization", `Bearer ${token}`);
  const body = json === undefined ? init.body : JSON.stringify(json);
  return new Request(origin + path, { ...init, method, headers: all, ...(body !== undefined && { body }) });
}

let addresses = 0;

/** An address that no other test uses. */
export function newAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
