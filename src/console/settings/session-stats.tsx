import { useQuery } from "@tanstack/react-query";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { nameOfCountry } from "./describe-session.ts";
import { sessionStatsQuery } from "./queries.ts";

const unknown = t("settings.stats.unknown");
const deviceNames = new Map([
  ["desktop", t("settings.stats.devices.desktop")],
  ["mobile", t("settings.stats.devices.mobile")],
  ["tablet", t("settings.stats.devices.tablet")],
  ["bot", t("settings.stats.devices.bot")],
]);
const numbers = new Intl.NumberFormat(language);

/** How one's sessions divide, and how often one signed in of late. */
export function SessionStats() {
  const query = useQuery(sessionStatsQuery);
  return (
    <Loaded query={query} what={t("settings.stats.what")}>
      {({ active, loginsLast30Days, byDevice, byBrowser, byCountry }) => (
        <>
          <dl className="flex flex-wrap gap-x-10 gap-y-3">
            <Figure count={active} name={t("settings.stats.active", { count: active })} />
            <Figure count={loginsLast30Days} name={t("settings.stats.signIns", { count: loginsLast30Days })} />
          </dl>
          <div className="grid gap-5 sm:grid-cols-3">
            <Shares
              title={t("settings.stats.byDevice")}
              counts={byDevice}
              nameOf={(name) => deviceNames.get(name) ?? unknown}
            />
            <Shares title={t("settings.stats.byBrowser")} counts={byBrowser} nameOf={nameOrUnknown} />
            <Shares
              title={t("settings.stats.byCountry")}
              counts={byCountry}
              nameOf={(code) => nameOrUnknown(nameOfCountry(code))}
            />
          </div>
        </>
      )}
    </Loaded>
  );
}

function nameOrUnknown(name: string): string {
  return name === "unknown" ? unknown : name;
}

function Figure({ count, name }: { count: number; name: string }) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-2">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="font-display text-2xl font-semibold tabular-nums">{numbers.format(count)}</dd>
    </div>
  );
}

type SharesProps = { title: string; counts: Record<string, number>; nameOf: (key: string) => string };

/** Each part with its count, the largest first, and a bar for the eye. */
function Shares({ title, counts, nameOf }: SharesProps) {
  const parts = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className="grid content-start gap-2">
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="grid gap-2">
        {parts.map(([key, count]) => (
          <li key={key} className="grid gap-1 text-sm">
            <span className="flex justify-between gap-2 text-muted">
              <bdi>{nameOf(key)}</bdi>
              <span className="tabular-nums">{numbers.format(count)}</span>
            </span>
            <progress
              aria-hidden="true"
              value={count}
              max={total}
              className="h-1 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
