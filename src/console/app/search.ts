/** What the sign-in page may be told: why one is here, and where to go afterwards. */
export type SignInSearch = { reason?: "ended" | "reset"; next?: string };

export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const { reason, next } = search;
  return {
    ...((reason === "ended" || reason === "reset") && { reason }),
    // Only a path of this site: a link to the sign-in page must not lead elsewhere.
    ...(typeof next === "string" && /^\/(?![/\\])/.test(next) && { next }),
  };
}

export type VerifySearch = { email?: string };

export function readVerifySearch({ email }: Record<string, unknown>): VerifySearch {
  return typeof email === "string" ? { email } : {};
}
