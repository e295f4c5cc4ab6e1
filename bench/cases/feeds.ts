import { say } from "../../scripts/process/say.ts";
import { loadUrl } from "../../scripts/seed/load.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { manyTimes } from "../people.ts";
import { compare, type Figures, quantile } from "../report.ts";

const people = 1_000;
const posts = 100_000;
const followed = 500;
const samples = 300;

/** The home feed of somebody who follows many among very many posts, beside the least that D1 can be asked. */
export async function showFeeds(atrium: Atrium, bare: Target): Promise<void> {
  await loadUrl(atrium.url, { users: people, posts, follows: people * 10 }, () => undefined);
  const [reader] = await atrium.people.signUp(1);
  if (!reader) throw new Error("nobody is there");
  await manyTimes(followed, (at) => follow(atrium, reader.token, `load_${at - 1}`));
  const headers = { authorization: `Bearer ${reader.token}` };
  say(
    `The home feed of who follows ${followed} among ${posts.toLocaleString("en")} posts, against an empty read of D1`,
  );
  await compare({
    atrium: () => latency(`http://127.0.0.1:${atrium.port}/api/v1/posts?feed=home`, headers),
    bare: () => latency(`http://127.0.0.1:${bare.port}/read`, {}),
  });
}

async function follow({ url }: Atrium, token: string, username: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/users/${username}/follow`, { method: "PUT", headers });
  if (response.status !== 204) throw new Error(`following ${username} was answered ${response.status}`);
}

/** One request at a time. */
async function latency(url: string, headers: Record<string, string>): Promise<Figures> {
  const times: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    const startedAt = performance.now();
    const response = await fetch(url, { headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    times.push(performance.now() - startedAt);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { "p50, ms": quantile(sorted, 0.5), "p99, ms": quantile(sorted, 0.99) };
}
