import type { NewApiKey } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";

/** A key's secret, this once. */
export function NewKey({ created: { name, secret }, onDone }: { created: NewApiKey; onDone: () => void }) {
  return (
    <div className="grid gap-3 rounded-lg border border-line p-4">
      <Notice look="good">{t("apiKeys.secret.once", { name })}</Notice>
      <code dir="ltr" className="text-sm break-all">
        {secret}
      </code>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={secret} />
        <Button onClick={onDone}>{t("apiKeys.secret.kept")}</Button>
      </div>
    </div>
  );
}
