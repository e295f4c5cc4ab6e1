import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configNames } from "../../src/platform/config/config.ts";

const root = join(import.meta.dirname, "..", "..");

export type ServerOptions = {
  /** Kept between two starts it keeps the data; a new one by default. */
  stateDir?: string;
  port?: number;
  /** Configuration; what this process has of it is left out. Of the demo data there are the people alone. */
  env?: Record<string, string>;
  /** Starts it with npm before it, as a user does, for which each start takes a moment longer. */
  throughNpm?: boolean;
};

export type Server = {
  url: string;
  port: number;
  stateDir: string;
  /** The first process; the others are in its process group. */
  pid: number;
  /** Everything printed so far. */
  output: () => string;
  /** Sends a signal to every process of the server at once, and waits until they are gone. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Asks it to end, as npm does, and waits. */
  stop: () => Promise<void>;
};

/**
 * Starts Atrium as `npm start` does and waits until it says that it is ready.
 *
 * @throws Error with what it printed when it ends instead.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const port = options.port ?? (await freePort());
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "atrium-"));
  const run = [process.execPath, "scripts/run.mjs", "scripts/start.ts"] as const;
  const [command, ...args] = options.throughNpm ? (["npm", "start"] as const) : run;
  const launcher = spawn(command, args, {
    cwd: root,
    env: { ...cleanEnvironment(), SEED: "people", ...options.env, PORT: String(port), STATE_DIR: stateDir },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const pid = launcher.pid ?? 0;
  let output = "";
  const closed = once(launcher, "close");
  await new Promise<void>((resolve, reject) => {
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Atrium is ready at")) resolve();
      });
    }
    launcher.on("close", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    url: `http://localhost:${port}`,
    port,
    stateDir,
    pid,
    output: () => output,
    kill: async (signal) => {
      process.kill(-pid, signal);
      await closed;
    },
    stop: async () => {
      if (launcher.exitCode === null && launcher.signalCode === null) process.kill(pid, "SIGTERM");
      await closed;
    },
  };
}

/** This process's environment without Atrium's configuration: nothing that a developer has set reaches a test. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...Object.fromEntries(configNames.map((name) => [name, ""])) };
}

/**
 * A port that nobody listens on at this moment. Not one of those that systems hand out by themselves, from 32768
 * on: a connection that somebody opens could take such a one before the server does, or while it is down.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_768);
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    return port;
  } catch {
    return await freePort();
  } finally {
    server.close();
  }
}

export type Process = { pid: number; parent: number; command: string };

/** The living processes of a group, as `ps` sees them. */
export function processesOf(group: number): Process[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,args="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, pgid, state = "", ...command] = line.trim().split(/\s+/);
    const isLiving = Number(pgid) === group && !state.startsWith("Z");
    return isLiving ? [{ pid: Number(pid), parent: Number(parent), command: command.join(" ") }] : [];
  });
}
