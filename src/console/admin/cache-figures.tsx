import type { DetailedHealth } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import { Section } from "../ui/section.tsx";

const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
const kilobytes = new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 });

/** How well the cache does. */
export function CacheFigures({ cache }: Pick<DetailedHealth, "cache">) {
  const figures = {
    [t("admin.health.cacheNames.hitRate")]: share.format(cache.hitRate),
    [t("admin.health.cacheNames.hits")]: numberText(cache.hits),
    [t("admin.health.cacheNames.sharedHits")]: numberText(cache.sharedHits),
    [t("admin.health.cacheNames.joined")]: numberText(cache.joined),
    [t("admin.health.cacheNames.loads")]: numberText(cache.loads),
    [t("admin.health.cacheNames.stale")]: numberText(cache.stale),
    [t("admin.health.cacheNames.passedBy")]: numberText(cache.passedBy),
    [t("admin.health.cacheNames.entries")]: numberText(cache.entries),
    [t("admin.health.cacheNames.bytes")]: kilobytes.format(cache.bytes / 1024),
  };
  return (
    <Section title={t("admin.health.cache")}>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        {Object.entries(figures).map(([name, figure]) => (
          <div key={name} className="grid gap-0.5">
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="font-medium tabular-nums">{figure}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">{t("admin.health.cacheHint")}</p>
    </Section>
  );
}
