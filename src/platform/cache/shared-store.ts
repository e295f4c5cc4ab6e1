import { z } from "zod";
import type { Entry } from "./entry.ts";

/** No name of this kind is ever resolved: what is kept here can't be asked for from outside. */
const host = "https://cache.atrium.invalid/";

const Kept = z.object({
  value: z.unknown(),
  tags: z.array(z.string()),
  version: z.number(),
  expiresAt: z.number(),
});
export type Kept = z.infer<typeof Kept>;

/**
 * The Cache API as the isolates of one data centre share it: a cache of our own name, which holds JSON under
 * addresses of a reserved host and never an answer to a caller. It may forget anything at any time, and on
 * `workers.dev` it keeps nothing.
 */
export class SharedStore {
  async read(key: string): Promise<Kept | undefined> {
    const cache = await caches.open("atrium");
    const response = await cache.match(urlOf(key));
    if (!response) return undefined;
    const kept = Kept.safeParse(await response.json().catch(() => null));
    return kept.data;
  }

  async write(key: string, { value, tags, stamp, expiresAt }: Entry, now: number): Promise<void> {
    const seconds = Math.floor((expiresAt - now) / 1000);
    if (seconds < 1) return;
    const kept: Kept = { value, tags, version: stamp.version, expiresAt };
    const headers = { "content-type": "application/json", "cache-control": `max-age=${seconds}` };
    const cache = await caches.open("atrium");
    await cache.put(urlOf(key), new Response(JSON.stringify(kept), { headers }));
  }
}

function urlOf(key: string): string {
  return host + encodeURIComponent(key);
}
