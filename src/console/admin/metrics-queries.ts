import { queryOptions } from "@tanstack/react-query";
import type { MetricsPoint } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

const hourMs = 60 * 60_000;

/** How much time the overview shows, in which steps, and the coarser ones of the time before it. */
export const spans = {
  hour: { ms: hourMs, step: "60", stepBefore: "300" },
  sixHours: { ms: 6 * hourMs, step: "300", stepBefore: "300" },
  day: { ms: 24 * hourMs, step: "300", stepBefore: "3600" },
  week: { ms: 7 * 24 * hourMs, step: "3600", stepBefore: "3600" },
} as const;

export type Span = keyof typeof spans;

// The keys are what the type says.
export const spanNames = Object.keys(spans) as Span[];

export function metricsQuery(span: Span) {
  const { ms, step } = spans[span];
  return queryOptions({
    queryKey: ["admin", "metrics", span],
    queryFn: () => unwrap(client.admin.health.metrics({ from: before(ms), step })),
    staleTime: 0,
    // Not while nobody can be looking: TanStack Query rests with the page.
    refetchInterval: 4_000,
  });
}

/** What was counted in a span of time. */
export type Totals = Record<"requests" | "refusals" | "errors" | "signIns" | "failedSignIns" | "messages", number>;

/** The totals of the time as long just before. */
export function totalsBeforeQuery(span: Span) {
  const { ms, stepBefore } = spans[span];
  return queryOptions({
    queryKey: ["admin", "metrics", "before", span],
    queryFn: async () => {
      const { points } = await unwrap(client.admin.health.metrics({ from: before(2 * ms), step: stepBefore }));
      return totalsOf(points.filter(({ at }) => Date.parse(at) < Date.now() - ms));
    },
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
}

export function totalsOf(points: MetricsPoint[]): Totals {
  const sum = (name: keyof Totals) => points.reduce((total, point) => total + point[name], 0);
  return {
    requests: sum("requests"),
    refusals: sum("refusals"),
    errors: sum("errors"),
    signIns: sum("signIns"),
    failedSignIns: sum("failedSignIns"),
    messages: sum("messages"),
  };
}

function before(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}
