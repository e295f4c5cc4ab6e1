/**
 * Tries so many passwords at once, and asks a cheap route again and again meanwhile.
 *
 * @returns how long each of its answers took, in milliseconds, and the statuses that the logins got.
 */
export async function measureDuringLogins(
  url: string,
  login: object,
  count: number,
): Promise<{ times: number[]; statuses: Record<string, number> }> {
  const flood = { isOver: false };
  const logins = tryLogins(url, login, count).finally(() => {
    flood.isOver = true;
  });
  const times: number[] = [];
  while (!flood.isOver) {
    const startedAt = performance.now();
    await (await fetch(`${url}/health/live`)).text();
    times.push(performance.now() - startedAt);
  }
  const statuses: Record<string, number> = {};
  for (const status of await logins) statuses[status] = (statuses[status] ?? 0) + 1;
  return { times, statuses };
}

function tryLogins(url: string, login: object, count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => tryLogin(url, login)));
}

async function tryLogin(url: string, login: object): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(login),
  });
  await response.text();
  return response.status;
}
