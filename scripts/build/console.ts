import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";
import { runTool } from "../process/tool.ts";
import { buildOnce } from "./build-once.ts";

export const consoleConfig = "src/console/vite.config.ts";

// The console takes types and shapes from the whole source, so a change anywhere may be one here.
const inputs = ["src/**", "tsconfig.json", "package-lock.json", "scripts/build/*"];

/** Builds the web console. @returns the folder to serve. */
export function buildConsole(): Promise<string> {
  return buildOnce({
    name: "console",
    inputs,
    run: async (target) => {
      if (!existsSync(join(root, consoleConfig))) {
        writeFileSync(
          join(target, "index.html"),
          "<!doctype html><title>Atrium</title><p>There is no console yet.</p>\n",
        );
        return;
      }
      const { exitCode, output } = await runTool("vite", [
        "build",
        "-c",
        consoleConfig,
        "--outDir",
        target,
        "--emptyOutDir",
      ]);
      if (exitCode !== 0) throw new Refusal(`The console does not build:\n${output}`);
    },
  });
}
