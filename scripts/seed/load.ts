import { Refusal } from "../process/refusal.ts";

export type Load = { users: number; posts: number; follows: number };

/** As many rows as the server takes at once. */
const rowsAtOnce = 1_000;

/**
 * Fills a server that is running in development, in bounded steps one after the other, and tells how far it is
 * now and then. Doing it again, or with more, adds what is missing.
 */
export async function loadUrl(url: string, load: Load, say: (text: string) => void): Promise<void> {
  for (const kind of ["users", "posts", "follows"] as const) {
    const wanted = load.users === 0 ? 0 : load[kind];
    let made = 0;
    for (let from = 0; from < wanted; from += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, wanted - from);
      made += await step(url, { kind, from, count, people: load.users });
    }
    say(`${kind.padEnd(8)} ${made.toLocaleString("en")} new, of ${wanted.toLocaleString("en")}`);
  }
}

async function step(url: string, body: object): Promise<number> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/dev/seed/load`, init).catch(() => undefined);
  if (!response) throw new Refusal(`Nobody answers at ${url}: start the server first, with npm start.`);
  if (response.status === 404) throw new Refusal(`${url} is in production, where nothing is made up.`);
  if (!response.ok) throw new Refusal(`${url} answered ${response.status}: ${await response.text()}`);
  // Our own server's answer.
  const { made } = (await response.json()) as { made: number };
  return made;
}
