// `npm run bench`: what Atrium costs, each figure beside the same work on a bare Worker, in the same run.
// `npm run bench -- rooms sockets` measures only some of it.
import process from "node:process";
import { onStop } from "../scripts/process/lifetime.ts";
import { runProgram } from "../scripts/process/program.ts";
import { Refusal } from "../scripts/process/refusal.ts";
import { type Atrium, startAtrium } from "./atrium.ts";
import { startBare, type Target } from "./bare/start.ts";
import { showAudiences } from "./cases/audiences.ts";
import { showCache } from "./cases/cache.ts";
import { showConsole } from "./cases/console.ts";
import { showFeeds } from "./cases/feeds.ts";
import { showGrowth } from "./cases/growth.ts";
import { showRequests } from "./cases/requests.ts";
import { showRooms } from "./cases/rooms.ts";
import { showSecurity } from "./cases/security.ts";
import { showSockets } from "./cases/sockets.ts";

const cases: Record<string, (atrium: Atrium, bare: Target) => Promise<void>> = {
  requests: showRequests,
  rooms: showRooms,
  audiences: showAudiences,
  sockets: showSockets,
  growth: showGrowth,
  security: showSecurity,
  cache: showCache,
  feeds: showFeeds,
  console: showConsole,
};

await runProgram(main);

async function main(): Promise<number> {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(cases);
  const unknown = names.find((name) => cases[name] === undefined);
  if (unknown !== undefined)
    throw new Refusal(`There is no bench ${unknown}: choose from ${Object.keys(cases).join(", ")}.`);
  const atrium = await startAtrium();
  onStop(atrium.stop);
  const bare = await startBare();
  onStop(bare.stop);
  for (const name of names) await cases[name]?.(atrium, bare);
  return 0;
}
