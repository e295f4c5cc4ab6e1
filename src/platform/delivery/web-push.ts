import { encryptNotification } from "@block65/webcrypto-web-push";
import { post } from "./outbound.ts";
import { failureOf, ProviderError } from "./provider.ts";
import type { Push, PushProvider } from "./push.ts";
import type { Vapid } from "./vapid.ts";

/**
 * Sends pushes to one push service (RFC 8030), encrypted for the browser alone (RFC 8291), signed by us (RFC 8292).
 * Each service is a provider of its own: that one of them fails says nothing of the others.
 */
export function createWebPushProvider(
  deps: { now(): number },
  service: { name: string; takes(endpoint: string): boolean; hasOneHost: boolean },
  vapid: Vapid,
): PushProvider {
  return {
    name: service.name,
    takes: ({ subscription }) => service.takes(subscription.endpoint),
    chosenBy: ({ report, subscription }) => report?.userId ?? subscription.endpoint,
    async send(push) {
      const { endpoint } = push.subscription;
      const headers = { ...headersOf(push), authorization: await vapid.authorizationFor(new URL(endpoint).origin) };
      const body = await encrypt(push);
      const { status } = await post(deps, endpoint, { headers, body }).catch((error: unknown) => {
        throw ofService(error, service);
      });
      if (status === 404 || status === 410) {
        throw new ProviderError("bad_address", `the subscription is gone (${status})`);
      }
      // Also a 403: anybody can subscribe with another key than ours, and no breaker must open for that.
      if (status >= 400) throw new ProviderError("rejected", `the push service answered ${status}`);
    },
  };
}

/**
 * What a failure says of the push service. They count by subscription: that one of them gets too much is no reason to
 * leave the others alone. Nor is a redirect, which none of them answers a subscription that it made, or, where a name
 * may be made up, that it cannot be reached (Cloudflare says so by 52x and 530).
 */
function ofService(error: unknown, { hasOneHost }: { hasOneHost: boolean }): ProviderError {
  const { kind, message, retryAfterMs, status } = failureOf(error);
  const isUnreachable = status === undefined || status >= 520;
  const isRedirect = status !== undefined && status < 400;
  const isForAll = kind === "outage" && !isRedirect && (hasOneHost || !isUnreachable);
  return new ProviderError(kind, message, retryAfterMs, { isForAll, status });
}

function headersOf({ ttlSeconds, urgency, topic }: Push): Record<string, string> {
  return {
    "content-type": "application/octet-stream",
    "content-encoding": "aes128gcm",
    ttl: String(ttlSeconds),
    urgency,
    ...(topic !== undefined && { topic }),
  };
}

/** Padded to one length, which tells nobody how much there is to say. A key that is no point is nobody's. */
async function encrypt({ subscription, payload }: Push): Promise<Uint8Array<ArrayBuffer>> {
  const plaintext = new TextEncoder().encode(JSON.stringify(payload));
  try {
    return await encryptNotification({ ...subscription, expirationTime: null }, plaintext);
  } catch {
    throw new ProviderError("bad_address", "the subscription's key is none");
  }
}
