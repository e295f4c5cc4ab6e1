import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { DetailedHealth } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { CacheFigures } from "./cache-figures.tsx";
import { healthQuery } from "./health-queries.ts";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { ProviderRow } from "./provider-row.tsx";
import { spanText } from "./spans.ts";
import { StateMark, type Tone } from "./state-mark.tsx";
import { Suppressions } from "./suppressions.tsx";

const looks: Record<DetailedHealth["status"], string> = {
  ok: "bg-tint text-ink",
  degraded: "bg-notice text-on-notice",
  failed: "bg-danger-tint text-danger",
};

/** How the service and those that it relies on fare. */
export function HealthPage() {
  const query = useQuery(healthQuery);
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <PageHead title={t("admin.places.health")} />
      <Loaded query={query} what={t("admin.health.what")}>
        {(health) => (
          <>
            <p
              className={`flex flex-wrap justify-between gap-x-4 rounded-2xl px-5 py-3 text-sm ${looks[health.status]}`}
            >
              <output className="font-medium">{t(`admin.health.states.${health.status}`)}</output>
              <time dateTime={health.time}>{t("admin.health.checked", { moment: moment(health.time) })}</time>
            </p>
            <Checks checks={health.checks} />
            <Providers providers={health.providers} />
            <CacheFigures cache={health.cache} />
          </>
        )}
      </Loaded>
      {may(me, "delivery.manage") && <Suppressions />}
    </>
  );
}

const checkTones: Record<"ok" | "failed", { tone: Tone; text: string }> = {
  ok: { tone: "good", text: t("admin.health.works") },
  failed: { tone: "bad", text: t("admin.health.fails") },
};

function Checks({ checks: { database, durableObjects, queues } }: Pick<DetailedHealth, "checks">) {
  const named = [
    { name: t("admin.health.checkNames.database"), ...database },
    { name: t("admin.health.checkNames.durableObjects"), ...durableObjects },
    { name: t("admin.health.checkNames.queues"), ...queues },
  ];
  return (
    <Section title={t("admin.health.checks")}>
      <ul aria-label={t("admin.health.checks")} className="grid gap-3 sm:grid-cols-3">
        {named.map(({ name, status, durationMs }) => (
          <li key={name} className="grid gap-2 rounded-xl border border-line p-4 text-sm">
            <span className="flex flex-wrap items-center justify-between gap-2">
              <span className="font-medium">{name}</span>
              <StateMark {...checkTones[status]} />
            </span>
            <span className="text-muted tabular-nums">{spanText(durationMs)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Providers({ providers }: Pick<DetailedHealth, "providers">) {
  return (
    <Section title={t("admin.health.providers")}>
      {providers.length === 0 && <p className="text-sm text-muted">{t("admin.health.noProviders")}</p>}
      <ul aria-label={t("admin.health.providers")} className="divide-y divide-line *:py-3">
        {providers.map((provider) => (
          <ProviderRow key={`${provider.channel} ${provider.provider}`} provider={provider} />
        ))}
      </ul>
    </Section>
  );
}
