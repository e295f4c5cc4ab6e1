import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { downloadText } from "./download-text.ts";

/** Backup codes, shown this once. */
export function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const heading = t("security.backupCodes.fileText", { email: me.email });
  return (
    <>
      <p className="text-sm text-muted">{t("security.backupCodes.text")}</p>
      <div className="print-alone grid gap-3">
        <p className="hidden text-sm print:block">{heading}</p>
        <ul
          dir="ltr"
          aria-label={t("security.backupCodes.list")}
          className="grid grid-cols-1 gap-x-6 gap-y-2 rounded-lg bg-sunken p-4 font-mono text-sm sm:grid-cols-2 print:bg-transparent print:p-0"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join("\n")} />
        <Button look="quiet" onClick={() => window.print()}>
          {t("security.backupCodes.print")}
        </Button>
        <Button
          look="quiet"
          onClick={() => downloadText("atrium-backup-codes.txt", `${heading}\n\n${codes.join("\n")}\n`)}
        >
          {t("security.backupCodes.download")}
        </Button>
        <Button onClick={onDone}>{t("security.backupCodes.kept")}</Button>
      </div>
    </>
  );
}
