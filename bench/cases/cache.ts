import { onStop } from "../../scripts/process/lifetime.ts";
import { say } from "../../scripts/process/say.ts";
import { loadUrl } from "../../scripts/seed/load.ts";
import { type Atrium, startAtrium } from "../atrium.ts";
import { loadChosen } from "../load/http.ts";
import { compareGrowth, type Figures, perSecond } from "../report.ts";

const connections = 32;
const seconds = 3;
const people = 500;
const plans = 20;

/** Reads of what the cache keeps, with it and without it, in one run. */
export async function showCache(atrium: Atrium): Promise<void> {
  const uncached = await startAtrium({ CACHE_MIB: "0" });
  onStop(uncached.stop);
  for (const each of [atrium, uncached]) await fill(each);
  const profiles = Array.from({ length: people }, (_, at) => `/api/v1/users/load_${at}`);
  const feed = "/api/v1/posts?feed=global";
  const list = "/api/v1/plans";
  const sides: [Atrium, Atrium] = [atrium, uncached];
  await compare("The profiles alone, by Zipf", sides, profiles);
  await compare("The first page of the global feed alone", sides, [feed]);
  await compare("The list of plans alone", sides, [list]);
  await compare(`The global feed, ${plans} plans and ${people} profiles, by Zipf`, sides, [feed, list, ...profiles]);
  await uncached.stop();
}

async function fill({ url, people: accounts }: Atrium): Promise<void> {
  await loadUrl(url, { users: people, posts: people, follows: people * 10 }, () => undefined);
  const admin = await accounts.signIn("admin@example.com");
  const plan = { price: { amount: 2_500, currency: "KWD" }, interval: "month" };
  for (let at = 0; at < plans; at += 1) await accounts.post("/plans", { ...plan, name: `Plan ${at}` }, admin.token);
}

async function compare(title: string, [cached, uncached]: [Atrium, Atrium], paths: string[]): Promise<void> {
  say(title);
  const before = await readCounts(cached);
  await compareGrowth(["cached", "uncached"], [() => read(cached, paths), () => read(uncached, paths)]);
  const after = await readCounts(cached);
  const [found, loaded] = [after.found - before.found, after.loads - before.loads];
  say(`  hit rate                ${((100 * found) / (found + loaded)).toFixed(1)} %`);
  say();
}

/** Of the paths the one of rank n is asked for about 1/n as often as the first. */
function read(atrium: Atrium, paths: string[]): Promise<Figures> {
  const headers = { authorization: `Bearer ${atrium.token}` };
  const requests = paths.map((path) => ({ path, headers }));
  const choose = () => Math.min(paths.length - 1, Math.floor((paths.length + 1) ** Math.random()) - 1);
  return perSecond("requests", atrium, async () => {
    return loadChosen(atrium.port, { requests, choose }, { connections, seconds });
  });
}

async function readCounts({ url, people: accounts }: Atrium): Promise<{ found: number; loads: number }> {
  const { token } = await accounts.signIn("admin@example.com");
  const response = await fetch(`${url}/health/detailed`, { headers: { authorization: `Bearer ${token}` } });
  const { cache } = await response.json<{ cache: Record<string, number> }>();
  const count = (name: string) => cache[name] ?? 0;
  return { found: count("hits") + count("sharedHits") + count("joined"), loads: count("loads") };
}
