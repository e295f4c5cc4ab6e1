// Runs one of the project's TypeScript programs: `node scripts/run.mjs scripts/start.ts …`.
// Plain JavaScript without imports of its own, because it must work on any Node from 20 and before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installedNode = join(root, "node_modules", "node", "bin", "node");

if (!isInstalled()) install();
supervise(chooseNode(), process.argv.slice(2));

/** npm keeps what it installed in a lock file of its own; every package that ours names must be there in that version. */
function isInstalled() {
  const wanted = readPackages("package-lock.json");
  const installed = readPackages(join("node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    // What belongs to another platform is left out and marked optional.
    return installed[path] ? installed[path].version === version : optional === true;
  });
}

function readPackages(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

function install() {
  process.stdout.write(`Installing dependencies (npm ci) …\n`);
  const started = Date.now();
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    process.stderr.write(`npm ci failed:\n${npm.error?.message ?? ""}${npm.stdout ?? ""}${npm.stderr ?? ""}\n`);
    process.exit(1);
  }
  process.stdout.write(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
}

/** The `node` package brings the Node that runs TypeScript and wrangler; without it this one will do when new enough. */
function chooseNode() {
  if (existsSync(installedNode)) return installedNode;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  process.stderr.write(
    `${installedNode} is missing: was npm told to skip install scripts? Run "npm ci", or use Node 24.\n`,
  );
  return process.exit(1);
}

/**
 * Passes signals on and hands back the exit code. Dying itself, even by SIGKILL, it closes the IPC channel,
 * by which the program knows to stop; and when npm dies over its head, it stops the program.
 */
function supervise(node, args) {
  const program = spawn(node, args, { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => program.kill(signal));
  program.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || program.kill("SIGTERM"), 200).unref();
}
