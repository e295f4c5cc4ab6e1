import { readdirSync, readFileSync } from "node:fs";

/** The memory in bytes that a group of processes has in use (`VmRSS` of `proc(5)`, summed). */
export function memoryOf(group: number): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => sum + residentBytes(pid, group), 0);
}

function residentBytes(pid: string, group: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The fields from the third on: the second may hold anything.
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]) !== group) return 0;
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
