// `npm start`: Atrium as it is deployed, on this machine.
import process from "node:process";
import { buildConsole } from "./build/console.ts";
import { buildWorker } from "./build/worker.ts";
import { runProgram } from "./process/program.ts";
import { announce } from "./start/announce.ts";
import { everyMinute } from "./start/cron.ts";
import { lockState } from "./start/lock.ts";
import { applyMigrations, lacksMigrations } from "./start/migrations.ts";
import { endOrphan } from "./start/orphan.ts";
import { requireFreePort } from "./start/port.ts";
import { startRuntime } from "./start/runtime.ts";
import { seedDemoUsers, seedWorld } from "./start/seed.ts";
import { readPlace, readSettings } from "./start/settings.ts";

await runProgram(start, 0);

async function start(): Promise<"serving"> {
  const place = readPlace(process.env);
  lockState(place);
  const { bindings, isDevelopment } = readSettings(process.env, place);
  await endOrphan(place.stateDir);
  const doors = { port: place.port, hosts: await requireFreePort(place.port) };
  const url = `http://localhost:${place.port}`;

  const [bundle, consoleFolder] = await Promise.all([buildWorker(), buildConsole()]);
  const options = { bundle, consoleFolder, bindings, stateDir: place.stateDir };

  // A database that is behind is brought up to date before anyone can knock.
  const isBehind = lacksMigrations(place.stateDir);
  const runtime = await startRuntime(options, isBehind ? undefined : doors);
  if (isBehind) {
    await applyMigrations(await runtime.database());
    if (isDevelopment) await seedDemoUsers(runtime.fetch, url);
    await runtime.open(doors);
  }

  // What a crash cut off is done before we call ourselves ready.
  await runtime.recover();
  everyMinute(runtime.runCron);
  announce(url, isDevelopment ? await seedDemoUsers(runtime.fetch, url) : []);
  if (isDevelopment) void seedWorld(runtime.fetch, url);
  return "serving";
}
