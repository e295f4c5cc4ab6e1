const key = "atrium.may-be-signed-in";
/** Of this tab alone, and across the pages of others that it visits. */
const visitKey = "atrium.visiting-a-provider";

/**
 * Whether it is worth asking the server for a session. The cookie can't be seen by scripts, and asking
 * without one is a refusal that browsers log as an error. It decides nothing else and holds no secret.
 */
export function mayBeSignedIn(): boolean {
  return localStorage.getItem(key) !== null;
}

export function rememberSession(): void {
  localStorage.setItem(key, "yes");
}

export function forgetSession(): void {
  localStorage.removeItem(key);
}

/** This tab leaves to sign in elsewhere, and may come back with a session. */
export function leaveForProvider(): void {
  sessionStorage.setItem(visitKey, "yes");
}

/** Whether this tab left to sign in elsewhere; asked once per visit. */
export function isBackFromProvider(): boolean {
  const isBack = sessionStorage.getItem(visitKey) !== null;
  sessionStorage.removeItem(visitKey);
  return isBack;
}
