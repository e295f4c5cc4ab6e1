import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { AuditRow } from "./audit-row.tsx";
import { lastActsQuery } from "./queries.ts";

/** What was lately done to an account, as the audit log says. */
export function LastActs({ userId }: { userId: string }) {
  const query = useQuery(lastActsQuery(userId));
  return (
    <Section title={t("admin.user.lately")}>
      <Loaded query={query} what={t("admin.user.lastActs")}>
        {(records) =>
          records.length === 0 ? (
            <p className="text-sm text-muted">{t("admin.user.noActs")}</p>
          ) : (
            <ul aria-label={t("admin.user.lastActs")} className="divide-y divide-line *:py-3">
              {records.map((record) => (
                <AuditRow key={record.id} record={record} isOfAccount />
              ))}
            </ul>
          )
        }
      </Loaded>
      <p className="text-sm">
        <Link to="/admin/audit" search={{ userId }} className="underline underline-offset-3">
          {t("admin.user.log")}
        </Link>
      </p>
    </Section>
  );
}
