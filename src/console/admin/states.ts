import type { EventRecord, JobRecord, ProviderHealth, ReactionRecord, ReportRecord } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import type { Tone } from "./state-mark.tsx";

/** The states that things can be in: their words and the colours of their marks, in the order of choices. */
type States<S extends string> = Record<S, { text: string; tone: Tone }>;

export const eventStates: States<EventRecord["state"]> = {
  pending: { text: t("admin.events.states.pending"), tone: "waiting" },
  done: { text: t("admin.events.states.done"), tone: "good" },
  dead: { text: t("admin.events.states.dead"), tone: "bad" },
};

export const reactionStates: States<ReactionRecord["state"]> = {
  pending: { text: t("admin.events.reactionStates.pending"), tone: "waiting" },
  failed: { text: t("admin.events.reactionStates.failed"), tone: "bad" },
  done: { text: t("admin.events.reactionStates.done"), tone: "good" },
  dead: { text: t("admin.events.reactionStates.dead"), tone: "bad" },
  never_ran: { text: t("admin.events.reactionStates.never_ran"), tone: "quiet" },
};

export const jobStates: States<JobRecord["state"]> = {
  queued: { text: t("admin.jobs.states.queued"), tone: "waiting" },
  running: { text: t("admin.jobs.states.running"), tone: "waiting" },
  succeeded: { text: t("admin.jobs.states.succeeded"), tone: "good" },
  failed: { text: t("admin.jobs.states.failed"), tone: "bad" },
  dead: { text: t("admin.jobs.states.dead"), tone: "bad" },
  cancelled: { text: t("admin.jobs.states.cancelled"), tone: "quiet" },
};

export const reportStates: States<ReportRecord["status"]> = {
  open: { text: t("admin.reports.states.open"), tone: "waiting" },
  resolved: { text: t("admin.reports.states.resolved"), tone: "good" },
  dismissed: { text: t("admin.reports.states.dismissed"), tone: "quiet" },
};

export const breakerStates: States<ProviderHealth["state"]> = {
  closed: { text: t("admin.health.breakers.closed"), tone: "good" },
  open: { text: t("admin.health.breakers.open"), tone: "bad" },
  half_open: { text: t("admin.health.breakers.half_open"), tone: "waiting" },
};

/** The words of states, as the options of a choice. */
export function textsOf<S extends string>(states: States<S>): Record<string, string> {
  return Object.fromEntries(Object.entries<{ text: string }>(states).map(([name, { text }]) => [name, text]));
}

/** The state of that name, if it is one of these. */
export function stateNamed<S extends string>(states: States<S>, name: unknown): S | undefined {
  // The keys of a record are what its type says.
  return (Object.keys(states) as S[]).find((state) => state === name);
}
