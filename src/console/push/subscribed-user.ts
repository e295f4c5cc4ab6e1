const key = "atrium.pushes-to";

/** Who turned push on in this browser: nobody else who signs in here is pushed to without asking for it. */
export function subscribedUser(): string | null {
  return localStorage.getItem(key);
}

export function rememberSubscribed(userId: string | null): void {
  if (userId === null) localStorage.removeItem(key);
  else localStorage.setItem(key, userId);
}
