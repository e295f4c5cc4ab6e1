import { type ReactNode, useState } from "react";
import type { Application } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { applicationsKey } from "./queries.ts";

type Decision = "approve" | "reject";
type Subject = { application: Application };

const words = { ILLEGAL_TRANSITION: t("plans.decision.tooLate"), FORBIDDEN: t("plans.decision.forbidden") };

/** Approves an application or rejects it, after asking. */
export function Decide({ application }: Subject) {
  const [decision, setDecision] = useState<Decision | null>(null);
  const close = () => setDecision(null);
  const name = nameOf(application);
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        look="quiet"
        aria-label={t("plans.decision.approveName", { name })}
        onClick={() => setDecision("approve")}
      >
        {t("plans.decision.approve")}
      </Button>
      <Button look="danger" aria-label={t("plans.decision.rejectName", { name })} onClick={() => setDecision("reject")}>
        {t("plans.decision.reject")}
      </Button>
      {decision === "approve" && <ApproveDialog application={application} onClose={close} />}
      {decision === "reject" && <RejectDialog application={application} onClose={close} />}
    </div>
  );
}

function ApproveDialog({ application, onClose }: Subject & { onClose: () => void }) {
  const { act, isPending, problem } = useAction(
    async () => {
      await unwrap(client.memberships.approve(application.id));
      onClose();
      tellBriefly(t("plans.decision.approved", { name: nameOf(application), plan: application.planName }));
    },
    { stale: [applicationsKey], words },
  );
  return (
    <Dialog title={t("plans.decision.approveTitle")} onClose={onClose}>
      <p className="text-sm text-muted">{t.rich("plans.decision.approveText", argumentsOf(application))}</p>
      <Buttons problem={problem} onClose={onClose}>
        <Button isBusy={isPending} onClick={() => act()}>
          {t("plans.decision.approve")}
        </Button>
      </Buttons>
    </Dialog>
  );
}

function RejectDialog({ application, onClose }: Subject & { onClose: () => void }) {
  const [reason, setReason] = useState("");
  const { act, isPending, problem } = useAction(
    async () => {
      await unwrap(client.memberships.reject(application.id, reason.trim() || undefined));
      onClose();
      tellBriefly(t("plans.decision.rejected", { name: nameOf(application), plan: application.planName }));
    },
    { stale: [applicationsKey], words },
  );
  return (
    <Dialog title={t("plans.decision.rejectTitle")} width="wide" onClose={onClose}>
      <p className="text-sm text-muted">{t.rich("plans.decision.rejectText", argumentsOf(application))}</p>
      <TextArea
        label={t("plans.decision.reason")}
        name="reason"
        dir="auto"
        maxLength={1_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <Buttons problem={problem} onClose={onClose}>
        <Button look="danger" isBusy={isPending} onClick={() => act()}>
          {t("plans.decision.reject")}
        </Button>
      </Buttons>
    </Dialog>
  );
}

function Buttons({ problem, onClose, children }: { problem: string | null; onClose: () => void; children: ReactNode }) {
  return (
    <>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
        {children}
      </div>
    </>
  );
}

function nameOf({ applicant }: Application): string {
  return applicant?.displayName ?? t("plans.application.somebody");
}

function argumentsOf(application: Application) {
  return { name: nameOf(application), plan: application.planName, b: emphasised };
}

function emphasised(chunks: ReactNode): ReactNode {
  return <bdi className="font-medium text-ink">{chunks}</bdi>;
}
