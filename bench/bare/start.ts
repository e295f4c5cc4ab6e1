import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../test/support/server.ts";

/** A server under measurement: where it is, and the group of its processes. */
export type Target = { port: number; pid: number; stop: () => Promise<void> };

/** Starts the bare Worker in processes of its own, as Atrium has them. */
export async function startBare(): Promise<Target> {
  const port = await freePort();
  const server = spawn(process.execPath, [join(import.meta.dirname, "serve.ts"), String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const closed = once(server, "close");
  await Promise.race([
    once(server.stdout, "data"),
    closed.then(() => {
      throw new Error("the bare Worker does not start");
    }),
  ]);
  return {
    port,
    pid: server.pid ?? 0,
    stop: async () => {
      server.kill("SIGTERM");
      await closed;
    },
  };
}
