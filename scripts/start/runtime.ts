import process from "node:process";
import { Miniflare, MiniflareCoreError } from "miniflare";
import { handleSignals, onStop } from "../process/lifetime.ts";
import { Refusal } from "../process/refusal.ts";
import { say } from "../process/say.ts";
import { runtimeTether } from "../process/workerd.ts";
import { type Doors, miniflareOptions, type RuntimeOptions } from "./miniflare-options.ts";
import { runtimePidFile } from "./orphan.ts";

/** workerd with the Worker in it. */
export type Runtime = {
  database: () => Promise<Awaited<ReturnType<Miniflare["getD1Database"]>>>;
  /** A request from inside, which needs no open door. */
  fetch: Miniflare["dispatchFetch"];
  runCron: () => Promise<void>;
  /** Has the Worker do what the runtime before this one left undone. */
  recover: () => Promise<void>;
  /** Opens the doors; the runtime starts anew for it. */
  open: (doors: Doors) => Promise<void>;
};

/** Starts workerd with the production bundle, its doors open or still closed. It ends with this process. */
export async function startRuntime(options: RuntimeOptions, doors?: Doors): Promise<Runtime> {
  Object.assign(process.env, runtimeTether(runtimePidFile(options.stateDir)));
  const { name, cronTriggers = [] } = options.bundle.options;
  const runCron = async () => {
    const worker = await miniflare.getWorker(name);
    for (const cron of cronTriggers) await worker.scheduled({ cron });
  };
  // Queues are in the runtime's memory, and whoever ran a job died with it: rows in the database tell of both.
  const recoverSince = async (startedAt: Date) => {
    const worker = await miniflare.getWorker(name);
    await worker.scheduled({ cron: "@reboot", scheduledTime: startedAt });
  };
  const onRestart = async () => {
    say("The runtime died and was started again.");
    await recoverSince(new Date());
  };
  const startedAt = new Date();
  const miniflare = new Miniflare(miniflareOptions(options, doors, onRestart));
  onStop(() => miniflare.dispose());
  handleSignals();
  await miniflare.ready.catch(refuseTakenPort);
  return {
    database: () => miniflare.getD1Database("DB", name),
    fetch: miniflare.dispatchFetch,
    open: (wanted) => miniflare.setOptions(miniflareOptions(options, wanted, onRestart)).catch(refuseTakenPort),
    runCron,
    recover: () => recoverSince(startedAt),
  };
}

/** Another program can have taken the port since we looked. */
function refuseTakenPort(error: unknown): never {
  if (error instanceof MiniflareCoreError && error.code === "ERR_ADDRESS_IN_USE") throw new Refusal(error.message);
  throw error;
}
