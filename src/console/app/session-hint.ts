const key = "atrium.may-be-signed-in";

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
