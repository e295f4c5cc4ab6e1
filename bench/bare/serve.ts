// Serves the bare Worker as `npm start` serves Atrium: the bundle on workerd, with a direct socket, its data on disk.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { handleSignals, onStop } from "../../scripts/process/lifetime.ts";
import { runProgram } from "../../scripts/process/program.ts";
import { root } from "../../scripts/process/root.ts";
import { say } from "../../scripts/process/say.ts";
import { runTool } from "../../scripts/process/tool.ts";

const port = Number(process.argv[2]);

await runProgram(serve, 0);

async function serve(): Promise<"serving"> {
  const folder = mkdtempSync(join(tmpdir(), "atrium-bare-"));
  const config = join(import.meta.dirname, "wrangler.toml");
  const { exitCode, output } = await runTool("wrangler", ["deploy", "--dry-run", "--outdir", folder, "-c", config]);
  if (exitCode !== 0) throw new Error(`the bare Worker does not build:\n${output}`);
  const path = join(folder, "worker.js");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: "bare",
          rootPath: root,
          modulesRoot: folder,
          modules: [{ type: "ESModule", path, contents: readFileSync(path, "utf8") }],
          compatibilityDate: "2026-10-01",
          d1Databases: { DB: "bare" },
          durableObjects: {
            ONE_BY_ONE: { className: "OneByOneRoom", useSQLite: true },
            GROUPING: { className: "GroupingRoom", useSQLite: true },
          },
          unsafeDirectSockets: [{ host: "127.0.0.1", port, serviceName: "bare" }],
        },
      ],
      host: "127.0.0.1",
      port: 0,
      resourcePersistencePath: join(folder, "state"),
      log: new Log(LogLevel.NONE),
      cf: false,
      logRequests: false,
      telemetry: { enabled: false },
    }),
  );
  onStop(() => miniflare.dispose());
  handleSignals();
  await miniflare.ready;
  say("ready");
  return "serving";
}
