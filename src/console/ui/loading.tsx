/** Something is on its way. Shown after a moment only, so that what is quick does not flicker. */
export function Loading({ what }: { what: string }) {
  return <output className="block animate-breathe p-6 text-center text-sm text-muted">Loading {what}…</output>;
}
