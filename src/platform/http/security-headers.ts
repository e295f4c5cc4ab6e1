import type { Config } from "../config/config.ts";

/** What every answer bears, whatever is in it (OWASP ASVS 5.0, 3.4). */
const common = {
  vary: "origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/** What a page bears beyond that. */
const ofPages = {
  ...common,
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** And what data bears, in which nothing is ever run. */
const ofData = { ...common, "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };

const overTls = { "strict-transport-security": "max-age=63072000; includeSubDomains; preload" };

type HeaderSets = {
  page: Record<string, string>;
  data: Record<string, string>;
  /** All that is the same for every answer in JSON, and for every empty one. A response copies ready headers faster than it is given each. */
  json: Headers;
  empty: Headers;
};

function headerSets(more: Record<string, string>): HeaderSets {
  const data = { ...ofData, ...more };
  const empty = new Headers({ ...data, "cache-control": "no-store" });
  const json = new Headers({ ...data, "content-type": "application/json", "cache-control": "no-store" });
  return { page: { ...ofPages, ...more }, data, json, empty };
}

const inDevelopment = headerSets({});
const inProduction = headerSets(overTls);

/** The headers that harden answers. */
export function securityHeadersOf({ ENVIRONMENT }: Pick<Config, "ENVIRONMENT">): HeaderSets {
  return ENVIRONMENT === "production" ? inProduction : inDevelopment;
}
