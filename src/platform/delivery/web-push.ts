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
  service: { name: string; takes(endpoint: string): boolean },
  vapid: Vapid,
): PushProvider {
  return {
    name: service.name,
    takes: ({ subscription }) => service.takes(subscription.endpoint),
    async send(push) {
      const { endpoint } = push.subscription;
      const headers = { ...headersOf(push), authorization: await vapid.authorizationFor(new URL(endpoint).origin) };
      const { status } = await post(deps, endpoint, { headers, body: await encrypt(push) }).catch(forThisAlone);
      if (status === 404 || status === 410) {
        throw new ProviderError("bad_address", `the subscription is gone (${status})`);
      }
      // Also a 403: anybody can subscribe with another key than ours, and no breaker must open for that.
      if (status >= 400) throw new ProviderError("rejected", `the push service answered ${status}`);
    },
  };
}

/** Push services count by subscription: that one of them gets too much is no reason to leave the others alone. */
function forThisAlone(error: unknown): never {
  const { kind, message, retryAfterMs } = failureOf(error);
  throw new ProviderError(kind, message, retryAfterMs, { isForAll: kind !== "busy" });
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
