/** What the client reads of an access token. Whether it is genuine is for the server to judge. */
export type Claims = { userId: string | null; sessionId: string | null };

export function claimsOf(token: string): Claims {
  const [, payload = ""] = token.split(".");
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    if (!claims || typeof claims !== "object") return nobody;
    return {
      userId: "sub" in claims && typeof claims.sub === "string" ? claims.sub : null,
      sessionId: "sid" in claims && typeof claims.sid === "string" ? claims.sid : null,
    };
  } catch {
    return nobody;
  }
}

const nobody: Claims = { userId: null, sessionId: null };
