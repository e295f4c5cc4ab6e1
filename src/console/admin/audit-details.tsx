import { Link } from "@tanstack/react-router";
import type { AuditRecord } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { moment } from "../app/time.ts";
import { describePlace } from "../settings/describe-session.ts";
import { t } from "../strings/later.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Code, Facts } from "./facts.tsx";

/** All that the audit log keeps of one act. */
export function AuditDetails({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const { action, result, at, seq, actorId, userId, credentialId, userAgent, requestId, details } = record;
  const own = Object.entries(details).map(([name, value]) => [name, <bdi key={name}>{value}</bdi>]);
  return (
    <Dialog title={action} width="wide" hasClose onClose={onClose}>
      <Facts
        facts={{
          [t("admin.audit.fields.time")]: <time dateTime={at}>{moment(at)}</time>,
          [t("admin.audit.result")]: result === "ok" ? t("admin.audit.okay") : <Code>{result}</Code>,
          [t("admin.audit.fields.actor")]: actorId === null ? t("admin.audit.nobody") : <Account userId={actorId} />,
          [t("admin.audit.fields.user")]: userId === null ? null : <Account userId={userId} />,
          [t("admin.audit.fields.credential")]: credentialId === null ? null : <Code>{credentialId}</Code>,
          [t("admin.audit.fields.address")]: <bdi>{describePlace(record)}</bdi>,
          [t("admin.audit.fields.agent")]: userAgent === null ? null : <bdi>{userAgent}</bdi>,
          [t("admin.audit.fields.request")]: <Code>{requestId}</Code>,
          [t("admin.audit.fields.seq")]: seq === null ? t("admin.audit.fields.notLinked") : numberText(seq),
          ...Object.fromEntries(own),
        }}
      />
    </Dialog>
  );
}

function Account({ userId }: { userId: string }) {
  return (
    <Link to="/admin/users/$userId" params={{ userId }} className="underline underline-offset-3">
      <Code>{userId}</Code>
    </Link>
  );
}
