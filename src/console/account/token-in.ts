/** The token of a mail's link. It stands behind the `#`, which browsers send to no server. */
export function tokenIn(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}
