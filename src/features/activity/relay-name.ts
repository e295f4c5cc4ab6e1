const prefix = "activity:";

/**
 * The relay that holds a user's sockets, all of them: by that a topic counts a user once. It is also the
 * name under which the user's hub remembers where to close them.
 */
export function relayNameOf(userId: string, relayCount: number): string {
  return `${prefix}${hashOf(userId) % relayCount}`;
}

/** All relays that there are. */
export function relayNames(relayCount: number): string[] {
  return Array.from({ length: relayCount }, (_, at) => `${prefix}${at}`);
}

/** FNV-1a, 32 bits: spreads ids that differ in their last letters alone. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
