import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { chromium } from "playwright-core";
import { say } from "../process/say.ts";
import { runTool } from "../process/tool.ts";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Finds the browser for the browser tests, installing one where that needs nobody's leave. @returns its path. */
export async function ensureChromium(): Promise<string | undefined> {
  const found = findChromium();
  if (found) return found;

  say("Installing Chromium for the browser tests …");
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runTool("apt-get", ["update", "-qq"], { env });
    await runTool("apt-get", ["install", "-y", "-qq", "chromium", "sqlite3"], { env });
  } else {
    await runTool("playwright-core", ["install", "chromium"]);
  }
  const installed = findChromium();
  if (!installed) {
    say("No Chromium could be installed, so the browser tests will fail. Install one with your system's packages");
    say("(Debian: sudo apt-get install chromium), or name one: CHROMIUM_PATH=/path/to/chromium npm test");
  }
  return installed;
}

function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  return [...(named ? [named] : []), ...usual, chromium.executablePath()].find((path) => existsSync(path));
}
