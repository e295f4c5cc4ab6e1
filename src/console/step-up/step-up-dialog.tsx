import { useEffect } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { FactorForm } from "../factors/factor-form.tsx";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { dropProofRequest, useProofRequest } from "./proof-request.ts";

/** Asks who is signed in to prove it once more, when something on the page needs that. */
export function StepUpDialog() {
  const request = useProofRequest();
  useEffect(() => dropProofRequest, []);
  if (!request) return null;
  return (
    <Dialog title={t("stepUp.title")} onClose={() => request.settle(false)}>
      <p className="text-sm text-muted">{t("stepUp.ask")}</p>
      <FactorForm
        methods={request.methods}
        send={(method) => unwrap(client.auth.sendStepUpCode(method))}
        prove={async ({ method, code }) => {
          await unwrap(client.auth.stepUp(method === "password" ? { password: code } : { method, code }));
          request.settle(true);
        }}
      />
      <Button look="bare" onClick={() => request.settle(false)}>
        {t("stepUp.cancel")}
      </Button>
    </Dialog>
  );
}
