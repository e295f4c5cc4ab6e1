import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { chromium } from "playwright-core";
import { python } from "../../test/support/python.ts";
import { say } from "../process/say.ts";
import { runTool } from "../process/tool.ts";

const chromiums = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The programs that tests run beside the project's own, each with the package of Debian that has it. */
const programs = [
  { name: "Chromium", package: "chromium", isThere: () => findChromium() !== undefined },
  { name: "sqlite3", package: "sqlite3", isThere: () => runs("sqlite3") },
  // What reads QR codes, and what shows one-time codes, as people's phones do.
  { name: "zbarimg", package: "zbar-tools", isThere: () => runs("zbarimg") },
  { name: "oathtool", package: "oathtool", isThere: () => runs("oathtool") },
  // What others verify our tokens and speak to our sockets with.
  {
    name: "PyJWT",
    package: "python3-jwt python3-cryptography",
    isThere: () => hasModule("jwt.algorithms, cryptography"),
  },
  { name: "Python's websockets", package: "python3-websockets", isThere: () => hasModule("websockets") },
];

/** Finds the programs that tests run, installing where that needs nobody's leave. @returns Chromium's path. */
export async function ensurePrograms(): Promise<string | undefined> {
  const wanted = missing();
  if (wanted.length > 0) await install(wanted);
  const left = missing();
  if (left.length > 0) {
    say(`The tests that need ${left.map(({ name }) => name).join(", ")} will fail. Install them with your system's`);
    say(`packages (Debian: sudo apt-get install ${left.map((one) => one.package).join(" ")}); Chromium may be named:`);
    say("CHROMIUM_PATH=/path/to/chromium npm test");
  }
  return findChromium();
}

const missing = () => programs.filter(({ isThere }) => !isThere());

async function install(wanted: typeof programs): Promise<void> {
  say(`Installing what the tests need: ${wanted.map(({ name }) => name).join(", ")} …`);
  if (process.getuid?.() === 0 && runs("apt-get")) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runTool("apt-get", ["update", "-qq"], { env });
    await runTool("apt-get", ["install", "-y", "-qq", ...wanted.flatMap((one) => one.package.split(" "))], { env });
  } else if (findChromium() === undefined) {
    await runTool("playwright-core", ["install", "chromium"]);
  }
}

function hasModule(names: string): boolean {
  return spawnSync(python(), ["-c", `import ${names}`]).status === 0;
}

function runs(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  return [...(named ? [named] : []), ...chromiums, chromium.executablePath()].find((path) => existsSync(path));
}
