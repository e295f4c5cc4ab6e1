import { runTool, type ToolResult } from "../process/tool.ts";
import { say, secondsSince } from "../process/say.ts";

type Check = { name: string; command: [string, ...string[]] };

/** Everything that a tool can hold of the house style, and the types. */
const checks: Check[] = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "types of the bindings", command: ["wrangler", "types", "--check", "--include-runtime=false"] },
  { name: "types", command: ["tsc"] },
  { name: "types of the console", command: ["tsc", "-p", "src/console"] },
  { name: "unused code and dependencies", command: ["knip", "--no-progress"] },
];

/** How many things held and how many did not. */
export type Tally = { passed: number; failed: number };

export const add = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

/** Runs all checks at once and prints each as it ends, with everything it said when it failed. */
export async function runChecks(): Promise<Tally> {
  const results = await Promise.all(checks.map(runCheck));
  const passed = results.filter(({ exitCode }) => exitCode === 0).length;
  return { passed, failed: results.length - passed };
}

async function runCheck({ name, command: [tool, ...args] }: Check): Promise<ToolResult> {
  const started = performance.now();
  const result = await runTool(tool, args);
  const hasPassed = result.exitCode === 0;
  say(`${hasPassed ? "✓" : "✗"} ${name} (${[tool, ...args].join(" ")}, ${secondsSince(started)})`);
  if (!hasPassed) say(result.output);
  return result;
}
