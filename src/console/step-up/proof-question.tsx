import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { FactorForm } from "../factors/factor-form.tsx";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { ProofRequest } from "./proof-request.ts";

type ProofQuestionProps = { request: ProofRequest; onClose: () => void };

/** Asks for one of the proofs that would do. */
export function ProofQuestion({ request, onClose }: ProofQuestionProps) {
  return (
    <Dialog title={t("stepUp.title")} onClose={onClose}>
      <p className="text-sm text-muted">{t("stepUp.ask")}</p>
      <FactorForm
        methods={request.methods}
        send={(method) => unwrap(client.auth.sendStepUpCode(method))}
        prove={async ({ method, code }) => {
          await unwrap(client.auth.stepUp(method === "password" ? { password: code } : { method, code }));
          request.settle(true);
        }}
      />
      <Button look="bare" onClick={onClose}>
        {t("stepUp.cancel")}
      </Button>
    </Dialog>
  );
}
