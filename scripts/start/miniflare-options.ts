import { join } from "node:path";
import { Log, LogLevel, convertV4MiniflareOptions, type MiniflareOptions } from "miniflare";
import type { WorkerBundle } from "../build/worker.ts";
import { root } from "../process/root.ts";
import { printLog } from "./logs.ts";

export type RuntimeOptions = {
  bundle: WorkerBundle;
  consoleFolder: string;
  bindings: Record<string, string>;
  stateDir: string;
};

/** Where the Worker listens: a port, on each of these addresses. */
export type Doors = { port: number; hosts: string[] };

const consoleName = "console";

/**
 * Describes the whole to Miniflare: the Worker, the console's files behind its ASSETS binding, and its data on disk
 * where `wrangler dev --persist-to` has it too.
 */
export function miniflareOptions(
  options: RuntimeOptions,
  doors?: Doors,
  onRestart?: () => Promise<void>,
): MiniflareOptions {
  const { bundle, bindings, stateDir } = options;
  const { assets, ...worker } = bundle.options;
  const sockets = doors ? doors.hosts.map((host) => ({ host, port: doors.port, serviceName: worker.name })) : [];
  return convertV4MiniflareOptions({
    workers: [
      {
        ...worker,
        rootPath: root,
        modulesRoot: root,
        modules: bundle.modules,
        bindings: { ...worker.bindings, ...bindings },
        serviceBindings: { ...worker.serviceBindings, [assets?.binding ?? "ASSETS"]: consoleName },
        unsafeDirectSockets: sockets.slice(0, 1),
      },
      consoleWorker(options),
      // A Worker can have one socket of its own: for the other addresses stand-ins lend theirs.
      ...sockets
        .slice(1)
        .map((socket) => ({ ...emptyWorker(`door-${socket.host}`, options), unsafeDirectSockets: [socket] })),
    ],
    // Miniflare's own door, for requests from inside: on any free port.
    host: "127.0.0.1",
    port: 0,
    resourcePersistencePath: join(stateDir, "v3"),
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: printLog,
    ...(onRestart ? { unsafeHandleRuntimeRestart: onRestart } : {}),
    cf: false,
    logRequests: false,
    telemetry: { enabled: false },
  });
}

/**
 * The console is served by a Worker of its own, because one that has assets is put behind Miniflare's asset router,
 * which costs each request four times what it costs without (200 µs of CPU against 55).
 */
function consoleWorker(options: RuntimeOptions) {
  const { assetConfig } = options.bundle.options.assets ?? {};
  return {
    ...emptyWorker(consoleName, options),
    assets: {
      directory: options.consoleFolder,
      ...(assetConfig ? { assetConfig } : {}),
      routerConfig: { has_user_worker: false },
    },
  };
}

function emptyWorker(name: string, { bundle }: RuntimeOptions) {
  const { compatibilityDate = "", compatibilityFlags = [] } = bundle.options;
  const path = join(root, `${name}.js`);
  return {
    name,
    compatibilityDate,
    compatibilityFlags,
    rootPath: root,
    modulesRoot: root,
    modules: [{ type: "ESModule" as const, path, contents: "export default {}" }],
  };
}
