// Loaded by `--import` into the tools that a script starts: ends them when the script is gone, however it ended.
import process from "node:process";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGTERM"), 250).unref();
}
