import { failureText } from "../app/failure-text.ts";
import { failureOf } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Button } from "./button.tsx";

/** Something could not be read: why, and a way to try again. */
export function LoadFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div role="alert" className="grid justify-items-center gap-3 p-6 text-center text-sm text-muted">
      <p>{failureText(failureOf(error))}</p>
      <Button look="quiet" onClick={onRetry}>
        {t("ui.tryAgain")}
      </Button>
    </div>
  );
}
