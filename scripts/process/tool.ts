import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { onStop } from "./lifetime.ts";
import { root } from "./root.ts";

/** `output` is everything it printed, `stdout` only what it answered. */
export type ToolResult = { exitCode: number; stdout: string; output: string };

export type ToolOptions = {
  env?: Record<string, string>;
  /** Shows what the tool prints, as it comes, instead of keeping it. */
  live?: boolean;
  /** Ended when it takes longer. */
  deadlineMs?: number;
  /** Written to the tool's standard input, where a secret is safe from `ps`. */
  input?: string;
};

/**
 * Runs one of the project's tools (`wrangler`, `vite`, …) on the Node that runs this script, to its end.
 * The tool ends when this process does, however it ends.
 */
export async function runTool(name: string, args: string[], options: ToolOptions = {}): Promise<ToolResult> {
  const shown = options.live ? "inherit" : "pipe";
  const tool = spawn(name, args, {
    cwd: root,
    env: { ...toolEnvironment(), ...options.env },
    stdio: [options.input === undefined ? "inherit" : "pipe", shown, shown],
  });
  onStop(() => {
    if (tool.exitCode === null) tool.kill("SIGTERM");
  });
  let output = "";
  let stdout = "";
  tool.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  for (const stream of [tool.stdout, tool.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  tool.stdin?.end(options.input);
  const deadline =
    options.deadlineMs === undefined ? undefined : setTimeout(() => tool.kill("SIGKILL"), options.deadlineMs);
  const [exitCode] = await once(tool, "close");
  clearTimeout(deadline);
  return { exitCode: exitCode ?? 1, stdout, output };
}

/** What every tool is started with: the project's own programs and Node on its path, and no chatter. */
function toolEnvironment(): NodeJS.ProcessEnv {
  const tether = pathToFileURL(join(import.meta.dirname, "tether.mjs"));
  return {
    ...process.env,
    PATH: [dirname(process.execPath), process.env["PATH"], join(root, "node_modules", ".bin")].join(delimiter),
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import=${tether.href}`.trim(),
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
  };
}
