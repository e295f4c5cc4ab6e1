// `npm run dev`: wrangler's own development server, rebuilding what changes, over the data of `npm start`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { consoleConfig } from "./build/console.ts";
import { stop } from "./process/lifetime.ts";
import { runProgram } from "./process/program.ts";
import { Refusal } from "./process/refusal.ts";
import { root } from "./process/root.ts";
import { runTool } from "./process/tool.ts";
import { runtimeTether } from "./process/workerd.ts";
import { announce } from "./start/announce.ts";
import { everyMinute } from "./start/cron.ts";
import { lockState } from "./start/lock.ts";
import { lacksMigrations } from "./start/migrations.ts";
import { endOrphan, runtimePidFile } from "./start/orphan.ts";
import { requireFreePort } from "./start/port.ts";
import { seedDemoUsers, seedWorld } from "./start/seed.ts";
import { readPlace, readSettings } from "./start/settings.ts";

await runProgram(develop, 0);

async function develop(): Promise<"serving"> {
  const { port, stateDir } = readPlace(process.env);
  lockState({ port, stateDir });
  const { bindings, isDevelopment } = readSettings(process.env, { port, stateDir });
  await endOrphan(stateDir);
  await requireFreePort(port);
  if (lacksMigrations(stateDir)) await migrate(stateDir);

  const url = `http://localhost:${port}`;
  mkdirSync(join(root, "dist", "console"), { recursive: true });
  keepRunning("vite", ["build", "--watch", "-c", consoleConfig]);
  const serve = ["dev", "--show-interactive-dev-session=false", "--port", String(port)];
  const withState = ["--persist-to", stateDir, "--env-file", writeEnvFile(stateDir, bindings)];
  keepRunning("wrangler", [...serve, ...withState], runtimeTether(runtimePidFile(stateDir)));

  const runCron = () => request(`${url}/cdn-cgi/local/scheduled`);
  await untilServing(url);
  await runCron();
  everyMinute(runCron);
  announce(url, isDevelopment ? await seedDemoUsers(fetch, url) : []);
  if (isDevelopment) void seedWorld(fetch, url);
  return "serving";
}

async function migrate(stateDir: string): Promise<void> {
  const { exitCode, output } = await runTool(
    "wrangler",
    ["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateDir],
    {
      input: "",
    },
  );
  if (exitCode !== 0) throw new Refusal(`The migrations failed:\n${output}`);
}

/** Starts a tool that runs until we end; when it ends first, so do we. */
function keepRunning(tool: string, args: string[], env: Record<string, string> = {}): void {
  void runTool(tool, args, { live: true, env }).then(({ exitCode }) => stop(exitCode));
}

/** wrangler takes variables and secrets from a file, where `ps` does not show them. */
function writeEnvFile(stateDir: string, bindings: Record<string, string>): string {
  const file = join(stateDir, "dev.env");
  const lines = Object.entries(bindings).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

async function untilServing(url: string): Promise<void> {
  while (!(await isServing(url))) await sleep(100);
}

async function isServing(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function request(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}
