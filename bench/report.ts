import { say } from "../scripts/process/say.ts";
import type { Target } from "./bare/start.ts";
import { cpuOf } from "./load/cpu.ts";

const rounds = 5;
/** An isolate's code is compiled for good only after some ten seconds of load, and the more of it there is, the later. */
const warmUpRounds = 5;

/** What one measurement of one server gave. */
export type Figures = Record<string, number>;

/** Measures Atrium and the bare Worker in turns, so that whatever else the machine does meets both, and prints the medians. */
export async function compare(measure: { atrium: Measure; bare: Measure }): Promise<void> {
  await compareInTurns(["Atrium", "bare"], [measure.atrium, measure.bare], warmUpRounds);
}

/** Measures the same work where little is stored and where much is, in turns, and prints the medians. */
export async function compareGrowth(names: [string, string], measure: [Measure, Measure]): Promise<void> {
  // The same code runs on both sides, so that being cold favours neither.
  await compareInTurns(names, measure, 1);
}

async function compareInTurns(names: [string, string], measure: [Measure, Measure], warmUps: number): Promise<void> {
  const all: [Figures[], Figures[]] = [[], []];
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const side of [0, 1] as const) {
      const figures = await measure[side]();
      if (round >= 0) all[side].push(figures);
    }
  }
  print(names, all);
}

type Measure = () => Promise<Figures>;

function print(names: [string, string], [first, second]: [Figures[], Figures[]]): void {
  say(`  ${"".padEnd(24)}${names[0].padStart(12)}${names[1].padStart(12)}${"ratio".padStart(10)}`);
  for (const name of Object.keys(first[0] ?? {})) {
    const [ours, theirs] = [median(first, name), median(second, name)];
    const ratio = (ours / theirs).toFixed(2);
    say(`  ${name.padEnd(24)}${show(ours).padStart(12)}${show(theirs).padStart(12)}${ratio.padStart(10)}`);
  }
  say();
}

/** Counts work for as long as it takes. */
export async function perSecond(name: string, target: Target, load: () => Promise<number>): Promise<Figures> {
  const [cpuBefore, startedAt] = [cpuOf(target.pid), performance.now()];
  const count = await load();
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  return { [`${name} a second`]: count / elapsedSeconds, "CPU µs each": (cpuOf(target.pid) - cpuBefore) / count };
}

/** @param times in milliseconds, in any order. */
export function showTimes(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  return `p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p99 ${quantile(sorted, 0.99).toFixed(1)} ms`;
}

export function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function median(all: Figures[], name: string): number {
  return quantile(
    all.map((figures) => figures[name] ?? 0).toSorted((a, b) => a - b),
    0.5,
  );
}

function show(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
