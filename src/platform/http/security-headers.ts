import type { Config } from "../config/config.ts";
import type { LimitHeaders } from "./request.ts";

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
  /** All that answers in JSON have, and those with nothing in them. */
  json: ReadyHeaders;
  empty: ReadyHeaders;
};

/**
 * Headers of which most are the same for all answers of a kind. A response copies them whole, which costs it less than
 * headers of its own that are set one by one.
 */
class ReadyHeaders {
  /** One for each choice of the headers that only some answers have: none is left from the answer before. */
  readonly #choices: [Headers, Headers, Headers, Headers];

  constructor(same: Record<string, string>) {
    this.#choices = [new Headers(same), new Headers(same), new Headers(same), new Headers(same)];
  }

  /** Those of one answer, until they are asked for the next one's. */
  of({ requestId, etag, limit }: OwnHeaders): Headers {
    const headers = this.#choices[((etag === undefined ? 0 : 1) + (limit ? 2 : 0)) as 0 | 1 | 2 | 3];
    headers.set("x-request-id", requestId);
    if (etag !== undefined) headers.set("etag", etag);
    if (limit) {
      headers.set("ratelimit", limit.ratelimit);
      headers.set("ratelimit-policy", limit["ratelimit-policy"]);
    }
    return headers;
  }
}

/** What an answer has of its own. */
type OwnHeaders = { requestId: string; etag: string | undefined; limit: LimitHeaders | undefined };

function headerSets(more: Record<string, string>): HeaderSets {
  const data = { ...ofData, ...more };
  const unstored = { ...data, "cache-control": "no-store" };
  return {
    page: { ...ofPages, ...more },
    data,
    json: new ReadyHeaders({ ...unstored, "content-type": "application/json" }),
    empty: new ReadyHeaders(unstored),
  };
}

const inDevelopment = headerSets({});
const inProduction = headerSets(overTls);

/** The headers that harden answers. */
export function securityHeadersOf({ ENVIRONMENT }: Pick<Config, "ENVIRONMENT">): HeaderSets {
  return ENVIRONMENT === "production" ? inProduction : inDevelopment;
}
