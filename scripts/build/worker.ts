import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { V4WorkerOptionsShape } from "miniflare";
import { Refusal } from "../process/refusal.ts";
import { runTool } from "../process/tool.ts";
import { buildOnce } from "./build-once.ts";

/** The Worker as it is deployed: its modules, and what `wrangler.toml` says of it in Miniflare's terms. */
export type WorkerBundle = { modules: BundleModule[]; options: WorkerOptions };
type WorkerOptions = V4WorkerOptionsShape & { name: string };
type BundleModule =
  | { type: "ESModule"; path: string; contents: string }
  | { type: "CompiledWasm"; path: string; contents: Uint8Array };

const inputs = [
  "src/*.ts",
  "src/{features,platform}/**",
  "wrangler.toml",
  "tsconfig.json",
  "package-lock.json",
  "scripts/build/*",
];
const describedIn = "miniflare.json";

/**
 * Bundles the Worker with wrangler's own dry run, so that what runs here is what a deployment uploads.
 * wrangler takes a second to load: what Miniflare has to know of `wrangler.toml` is asked in the same step and kept.
 */
export async function buildWorker(): Promise<WorkerBundle> {
  const folder = await buildOnce({
    name: "worker",
    inputs,
    run: async (target) => {
      const assets = join(target, "no-assets");
      mkdirSync(assets);
      const [bundled, described] = await Promise.all([
        // The bundle does not depend on the console, which may be under construction just now.
        runTool("wrangler", ["deploy", "--dry-run", "--outdir", target, "--assets", assets]),
        runTool(process.execPath, [join(import.meta.dirname, "describe-worker.ts"), assets]),
      ]);
      for (const { exitCode, output } of [bundled, described]) {
        if (exitCode !== 0) throw new Refusal(`The Worker does not build:\n${output}`);
      }
      writeFileSync(join(target, describedIn), described.stdout);
    },
  });
  return readBundle(folder);
}

function readBundle(folder: string): WorkerBundle {
  const modules = readdirSync(folder).flatMap((name): BundleModule[] => {
    const path = join(folder, name);
    if (name === "index.js") return [{ type: "ESModule", path, contents: readFileSync(path, "utf8") }];
    if (name.endsWith(".wasm")) return [{ type: "CompiledWasm", path, contents: new Uint8Array(readFileSync(path)) }];
    return [];
  });
  // Written by describe-worker.ts from that very type.
  const options = JSON.parse(readFileSync(join(folder, describedIn), "utf8")) as WorkerOptions;
  // Miniflare takes the first module for the entry point.
  return { modules: modules.toSorted((a) => (a.type === "ESModule" ? -1 : 1)), options };
}
