import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { DetailedHealth, MetricsNow, User } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { t } from "../strings/later.ts";
import { healthQuery } from "./health-queries.ts";
import { may } from "./places.ts";
import { spanOrNothing } from "./spans.ts";

/** What waits and how the service is at this moment, each with a way to where one sees more of it. */
export function NowStrip({ me, current }: { me: User; current: MetricsNow }) {
  const { pendingEvents, pendingJobs, failedJobs, oldestPendingMs } = current;
  const events = may(me, "event.view");
  const jobs = may(me, "job.view");
  return (
    <section
      aria-label={t("admin.overview.now.title")}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line md:grid-cols-5"
    >
      {may(me, "health.view") ? <Service /> : <Tile name={t("admin.overview.now.service")} figure="–" />}
      <Tile
        name={t("admin.overview.now.pendingEvents")}
        figure={numberText(pendingEvents)}
        {...(events && { to: "/admin/events", search: { state: "pending" } })}
      />
      <Tile
        name={t("admin.overview.now.pendingJobs")}
        figure={numberText(pendingJobs)}
        {...(jobs && { to: "/admin/jobs", search: { state: "queued" } })}
      />
      <Tile
        name={t("admin.overview.now.failedJobs")}
        figure={numberText(failedJobs)}
        tone={failedJobs > 0 ? "text-danger" : ""}
        {...(jobs && { to: "/admin/jobs", search: { state: "dead" } })}
      />
      <Tile name={t("admin.overview.now.oldest")} figure={spanOrNothing(oldestPendingMs)} />
    </section>
  );
}

const serviceDots: Record<DetailedHealth["status"], string> = {
  ok: "bg-online",
  degraded: "bg-away",
  failed: "bg-busy",
};

function Service() {
  const { data, isError } = useQuery(healthQuery);
  const status = isError ? undefined : data?.status;
  return (
    <Tile
      name={t("admin.overview.now.service")}
      to="/admin/health"
      figure={
        <span className="flex items-center gap-2">
          <span
            aria-hidden="true"
            className={`size-2.5 shrink-0 rounded-full ${status ? serviceDots[status] : "bg-edge"}`}
          />
          {status ? t(`admin.overview.now.serviceStates.${status}`) : t("admin.overview.now.serviceUnknown")}
        </span>
      }
    />
  );
}

type TileProps = {
  name: string;
  figure: ReactNode;
  tone?: string;
  to?: string;
  search?: { state: string };
};

function Tile({ name, figure, tone = "", to, search }: TileProps) {
  const inner = (
    <>
      <span className="text-xs text-muted">{name}</span>
      <span className={`text-lg font-semibold tabular-nums ${tone}`}>{figure}</span>
    </>
  );
  const tileClass = "grid content-start gap-0.5 bg-surface px-4 py-3 max-md:first:col-span-2";
  if (to === undefined) return <div className={tileClass}>{inner}</div>;
  return (
    <Link to={to} search={search ?? {}} className={`${tileClass} -outline-offset-2 transition-colors hover:bg-sunken`}>
      {inner}
    </Link>
  );
}
