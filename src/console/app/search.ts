/** What the sign-in page may be told: why one is here, and where to go afterwards. */
export type SignInSearch = { reason?: "ended" | "reset"; next?: string; error?: string };

export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const { reason, next, error } = search;
  return {
    ...((reason === "ended" || reason === "reset") && { reason }),
    // Only a path of this site: a link to the sign-in page must not lead elsewhere.
    ...(typeof next === "string" && isLocalPath(next) && { next }),
    ...(typeof error === "string" && { error }),
  };
}

export function isLocalPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}

export type VerifySearch = { email?: string };

export function readVerifySearch({ email }: Record<string, unknown>): VerifySearch {
  return typeof email === "string" ? { email } : {};
}

/** How linking an account of another service ended. */
export type SettingsSearch = { linked?: string; error?: string };

export function readSettingsSearch({ linked, error }: Record<string, unknown>): SettingsSearch {
  return { ...(typeof linked === "string" && { linked }), ...(typeof error === "string" && { error }) };
}

/** The place of the message that is looked for. */
export type ConversationSearch = { at?: number };

export function readConversationSearch({ at }: Record<string, unknown>): ConversationSearch {
  return typeof at === "number" && Number.isSafeInteger(at) && at > 0 ? { at } : {};
}
