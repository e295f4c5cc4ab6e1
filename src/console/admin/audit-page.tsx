import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { type AuditSearch, readAuditSearch } from "./admin-search.ts";
import { AuditRow } from "./audit-row.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { MomentField, momentOf } from "./moment-field.tsx";
import { PageHead } from "./page-head.tsx";
import { auditQuery } from "./queries.ts";
import { VerifyLog } from "./verify-log.tsx";

/** What the log calls things, the same in every language. */
const examples = { user: "user_…", action: "auth.login", result: "ok" };

/** What was done to accounts and by operators. */
export function AuditPage() {
  const filter = useSearch({ from: "/signed-in/admin/audit" });
  const query = useInfiniteQuery(auditQuery(filter));
  return (
    <>
      <PageHead title={t("admin.places.audit")} />
      <VerifyLog />
      {/* Fields that were filled in by an address are filled in anew by the next one. */}
      <Filter key={JSON.stringify(filter)} filter={filter} />
      <PagedList query={query} what={t("admin.audit.list")} nothing={t("admin.audit.nothing")}>
        {(record) => <AuditRow key={record.id} record={record} />}
      </PagedList>
    </>
  );
}

/** It shows what is asked for once it is sent: every reading of the log is written into it. */
function Filter({ filter }: { filter: AuditSearch }) {
  const navigate = useNavigate();
  const show = (search: AuditSearch) => void navigate({ to: "/admin/audit", search });
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const [from, to] = [momentIn(data, "from"), momentIn(data, "to")];
        show(readAuditSearch({ ...Object.fromEntries(data), from, to }));
      }}
    >
      <FilterBar>
        <Field
          label={t("admin.audit.account")}
          name="userId"
          dir="ltr"
          placeholder={examples.user}
          defaultValue={filter.userId ?? ""}
        />
        <Field
          label={t("admin.audit.actor")}
          name="actorId"
          dir="ltr"
          placeholder={examples.user}
          defaultValue={filter.actorId ?? ""}
        />
        <Field
          label={t("admin.audit.action")}
          name="action"
          dir="ltr"
          placeholder={examples.action}
          defaultValue={filter.action ?? ""}
        />
        <Field
          label={t("admin.audit.result")}
          name="result"
          dir="ltr"
          placeholder={examples.result}
          defaultValue={filter.result ?? ""}
        />
        <MomentField label={t("admin.filter.from")} name="from" moment={filter.from} />
        <MomentField label={t("admin.filter.to")} name="to" moment={filter.to} />
        <div className="flex gap-2">
          <Button type="submit" look="quiet" className="min-h-11">
            {t("admin.filter.show")}
          </Button>
          {Object.keys(filter).length > 0 && (
            <Button look="bare" className="min-h-11" onClick={() => show({})}>
              {t("admin.filter.clear")}
            </Button>
          )}
        </div>
      </FilterBar>
    </form>
  );
}

function momentIn(data: FormData, name: string): string | undefined {
  const value = data.get(name);
  return typeof value === "string" ? momentOf(value) : undefined;
}
