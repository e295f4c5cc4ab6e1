import { useState } from "react";
import type { AuditRecord } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { AuditDetails } from "./audit-details.tsx";
import { Code } from "./facts.tsx";
import { StateMark } from "./state-mark.tsx";
import { UserLink } from "./user-link.tsx";
import { useUserName } from "./use-user-name.ts";

/** One line of the audit log; where it stands among those of one account, without a way to that. */
export function AuditRow({ record, isOfAccount = false }: { record: AuditRecord; isOfAccount?: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  const { action, result, at, actorId, userId, ip, details } = record;
  const actor = useUserName(actorId) ?? actorId ?? t("admin.audit.nobody");
  const more = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
  return (
    <Item
      title={
        <>
          <Code>{action}</Code>
          <StateMark tone={result === "ok" ? "good" : "bad"} text={result === "ok" ? t("admin.audit.okay") : result} />
        </>
      }
      detail={
        <>
          <time dateTime={at}>{moment(at)}</time> · {t("admin.audit.by", { actor, ip })}
          {more.length > 0 && <bdi> · {more.join(" · ")}</bdi>}
        </>
      }
    >
      {userId !== null && !isOfAccount && <UserLink userId={userId} />}
      <Button look="bare" aria-label={t("admin.audit.of", { action })} onClick={() => setIsOpen(true)}>
        {t("admin.audit.details")}
      </Button>
      {isOpen && <AuditDetails record={record} onClose={() => setIsOpen(false)} />}
    </Item>
  );
}
