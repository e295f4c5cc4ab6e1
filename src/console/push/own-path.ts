/** The path of a page of ours; the list of notifications for whatever leads elsewhere. */
export function ownPath(link: unknown, origin: string): string {
  const inbox = "/notifications";
  if (typeof link !== "string" || !URL.canParse(link, origin)) return inbox;
  const url = new URL(link, origin);
  return url.origin === origin ? url.href.slice(origin.length) : inbox;
}
