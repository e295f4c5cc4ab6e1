import { t } from "../strings/strings.ts";
import { fileSize } from "../thread/file-size.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { UploadPreview } from "./upload-preview.tsx";
import type { Upload, Uploads } from "./use-uploads.ts";

/** The files of the message that is being written, and how far each has come. */
export function UploadItems({ uploads }: { uploads: Uploads; onClose: () => void }) {
  return (
    <ul aria-label={t("composer.files.label")} className="flex flex-wrap gap-2">
      {uploads.list.map((upload) => (
        <li
          key={upload.key}
          className="flex max-w-full min-w-48 items-center gap-2 rounded-xl border border-line bg-surface py-1 ps-3 pe-1"
        >
          <UploadPreview file={upload.file} />
          <div className="grid min-w-0 flex-1 gap-0.5">
            <p className="truncate text-sm">
              <bdi>{upload.file.name}</bdi>
            </p>
            <Standing upload={upload} onRetry={() => uploads.retry(upload)} />
          </div>
          <IconButton
            label={t("composer.files.remove", { name: upload.file.name })}
            onClick={() => uploads.remove(upload)}
          >
            <CloseIcon />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Standing({ upload, onRetry }: { upload: Upload; onRetry: () => void }) {
  const { file } = upload;
  switch (upload.state) {
    case "going":
      return (
        <progress
          aria-label={t("composer.files.uploading", { name: file.name })}
          max={Math.max(1, file.size)}
          value={Math.min(upload.sentBytes, file.size)}
          className="h-1.5 w-full accent-accent"
        />
      );
    case "ready":
      return <p className="text-xs text-muted">{fileSize(file.size)}</p>;
    case "failed":
      return (
        <p role="alert" className="text-xs text-danger">
          {upload.problem}{" "}
          <button type="button" onClick={onRetry} className="underline underline-offset-3">
            {t("composer.files.again")}
          </button>
        </p>
      );
  }
}
