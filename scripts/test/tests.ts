import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../process/root.ts";
import { say, secondsSince } from "../process/say.ts";
import { runTool } from "../process/tool.ts";
import { runtimeTether } from "../process/workerd.ts";
import { add, type Tally } from "./checks.ts";

/** The projects of vitest.config.ts. One after the other: each takes the whole machine. */
const projects = ["worker", "node"];

/** Past this something hangs: a test in workerd can keep its own time-out from ever coming. */
const deadlineMs = 42 * 60_000;

/** What Vitest's JSON reporter writes of a run. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/** Runs the tests, or those of the files named, and shows them as they come. */
export async function runTests(chosen: string[], chromium: string | undefined): Promise<Tally> {
  let tally: Tally = { passed: 0, failed: 0 };
  for (const project of projects) tally = add(tally, await runProject(project, chosen, chromium));
  return tally;
}

/** A file that could not load counts as failed, and so does a run that ended badly for any other reason. */
async function runProject(project: string, chosen: string[], chromium: string | undefined): Promise<Tally> {
  const started = performance.now();
  const report = join(root, "dist", `test-results-${project}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { exitCode } = await runTool(
    "vitest",
    ["run", "--project", project, "--passWithNoTests", ...reporters, ...chosen],
    { live: true, deadlineMs, env: { ...runtimeTether(), ...(chromium ? { CHROMIUM_PATH: chromium } : {}) } },
  );
  const tally = existsSync(report)
    ? countOf(JSON.parse(readFileSync(report, "utf8")) as Report)
    : { passed: 0, failed: 0 };
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1;
  say(`${tally.failed === 0 ? "✓" : "✗"} tests (vitest --project ${project}, ${secondsSince(started)})`);
  return tally;
}

function countOf({ numPassedTests, numFailedTests, testResults }: Report): Tally {
  const notLoaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + notLoaded.length };
}
