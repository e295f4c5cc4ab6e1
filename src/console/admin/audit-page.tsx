import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Item } from "../ui/item.tsx";
import { Notice } from "../ui/notice.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { readAuditSearch } from "./admin-search.ts";
import { auditQuery } from "./queries.ts";

/** What was done to accounts and by operators. */
export function AuditPage() {
  const filter = useSearch({ from: "/signed-in/admin/audit" });
  const navigate = useNavigate();
  const query = useInfiniteQuery(auditQuery(filter));
  return (
    <>
      <title>Audit log · Atrium</title>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = Object.fromEntries(new FormData(event.currentTarget));
          void navigate({ to: "/admin/audit", search: readAuditSearch(fields) });
        }}
      >
        <Field label="Account" name="userId" placeholder="user_…" defaultValue={filter.userId ?? ""} />
        <Field label="Action" name="action" placeholder="auth.login" defaultValue={filter.action ?? ""} />
        <Button type="submit" look="quiet" className="min-h-11">
          Show
        </Button>
      </form>
      <Verification />
      <PagedList query={query} what="audit records" nothing="Nothing is written of that.">
        {(record) => <Line key={record.id} record={record} />}
      </PagedList>
    </>
  );
}

function Line({ record }: { record: AuditRecord }) {
  const { action, result, at, actorId, userId, ip, details } = record;
  const more = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
  return (
    <Item
      title={<code className="text-sm">{action}</code>}
      mark={result}
      detail={
        <>
          <time dateTime={at}>{moment(at)}</time> · by {actorId ?? "nobody signed in"} from {ip}
          {more.length > 0 && <> · {more.join(" · ")}</>}
        </>
      }
    >
      {userId !== null && (
        <Link to="/admin/users/$userId" params={{ userId }} className="text-sm underline underline-offset-3">
          Account
        </Link>
      )}
    </Item>
  );
}

/** Whether somebody has tampered with the log. */
function Verification() {
  const { act, isPending, data, problem } = useAction(() => unwrap(client.admin.audit.verify()));
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look="quiet" isBusy={isPending} onClick={() => act()}>
        Verify the log
      </Button>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {data &&
        (data.ok ? (
          <Notice look="good">{`Whole and unaltered: ${data.checked} records checked.`}</Notice>
        ) : (
          <Notice look="problem">{`Altered at record ${data.brokenAt}.`}</Notice>
        ))}
    </div>
  );
}
