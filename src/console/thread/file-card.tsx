import type { Attachment } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { FileIcon } from "../ui/icons.tsx";
import { tellFailure } from "../ui/toasts.tsx";
import { saveFile } from "./file-query.ts";
import { fileSize } from "./file-size.ts";

/** A file that the page does not show: choosing it keeps it. */
export function FileCard({ file }: { file: Attachment }) {
  return (
    <button
      type="button"
      aria-label={t("thread.files.download", { name: file.name, size: fileSize(file.size) })}
      onClick={() => void saveFile(file).catch(tellFailure)}
      className="flex w-72 max-w-full items-center gap-3 rounded-xl border border-line bg-surface p-2.5 text-start text-ink transition-colors hover:bg-sunken"
    >
      <FileIcon />
      <span className="grid min-w-0">
        <bdi className="truncate text-sm font-medium">{file.name}</bdi>
        <span className="text-xs text-muted">{fileSize(file.size)}</span>
      </span>
    </button>
  );
}
