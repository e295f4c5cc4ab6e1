const kinds = ["signIn", "password", "factors", "sessions", "access"] as const;
export type EventKind = (typeof kinds)[number];

/** What of the security activity is shown, as its address says. */
export type ActivitySearch = { kind?: EventKind; refused?: true };

export function readActivitySearch({ kind, refused }: Record<string, unknown>): ActivitySearch {
  return { ...(isEventKind(kind) && { kind }), ...(refused === true && { refused }) };
}

export function isEventKind(value: unknown): value is EventKind {
  return kinds.some((kind) => kind === value);
}
