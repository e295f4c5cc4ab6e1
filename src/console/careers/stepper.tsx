import type { JobApplication } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { CheckIcon, CloseIcon } from "../ui/icons.tsx";
import { stateNames, stepsAfter, type Status } from "./progress.ts";

type Stage = { status: Status; at: string | null; place: "done" | "now" | "ahead" };

const dots: Record<Stage["place"], string> = {
  done: "bg-accent text-on-accent",
  now: "bg-surface text-accent ring-2 ring-accent",
  ahead: "bg-surface ring-1 ring-line",
};

/** The states that an application has been in, and those that may still come. */
export function Stepper({ application }: { application: JobApplication }) {
  const stages = stagesOf(application);
  return (
    <ol aria-label={t("careers.steps.label")} className="grid gap-0 sm:auto-cols-fr sm:grid-flow-col">
      {stages.map((stage, index) => (
        <li
          key={stage.status}
          aria-current={stage.place === "now" ? "step" : undefined}
          className="relative flex gap-3 pb-5 last:pb-0 sm:flex-col sm:gap-2 sm:pe-3 sm:pb-0"
        >
          {index < stages.length - 1 && <Line isDone={stages[index + 1]?.place !== "ahead"} />}
          <Dot stage={stage} />
          <p className="grid gap-0.5 text-sm">
            <span className={stage.place === "ahead" ? "text-muted" : "font-medium"}>{stateNames[stage.status]}</span>
            <span className="sr-only">{t(`careers.steps.${stage.place}`)}</span>
            {stage.at !== null && (
              <time dateTime={stage.at} className="text-xs text-muted">
                {moment(stage.at)}
              </time>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Dot({ stage: { status, place } }: { stage: Stage }) {
  const isRefused = status === "rejected" || status === "withdrawn";
  const look = isRefused
    ? "bg-danger-tint text-danger"
    : dots[status === "accepted" && place === "now" ? "done" : place];
  return (
    <span
      aria-hidden="true"
      className={`relative grid size-6 shrink-0 place-items-center rounded-full *:size-3.5 ${look}`}
    >
      {isRefused ? (
        <CloseIcon />
      ) : place === "done" || status === "accepted" ? (
        place !== "ahead" && <CheckIcon />
      ) : null}
    </span>
  );
}

/** What joins a step to the next one: down the page, or along the line where there is room. */
function Line({ isDone }: { isDone: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`absolute start-3 top-6 bottom-0 w-px sm:start-6 sm:end-0 sm:top-3 sm:bottom-auto sm:h-px sm:w-auto ${isDone ? "bg-accent" : "bg-line"}`}
    />
  );
}

function stagesOf({ history, status }: JobApplication): Stage[] {
  const last = history.length - 1;
  return [
    ...history.map((step, index): Stage => ({ ...step, place: index === last ? "now" : "done" })),
    ...stepsAfter(status).map((ahead): Stage => ({ status: ahead, at: null, place: "ahead" })),
  ];
}
