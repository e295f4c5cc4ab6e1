import type { Attachment } from "../../client/index.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { saveFile } from "./file-query.ts";
import { fileSize } from "./file-size.ts";

type PictureDialogProps = { file: Attachment; address: string; onClose: () => void };

/** A picture as large as the page allows, and the way to keep it. */
export function PictureDialog({ file, address, onClose }: PictureDialogProps) {
  const { act, isPending, problem } = useAction(() => saveFile(file));
  return (
    <Dialog title={file.name} width="full" hasClose onClose={onClose}>
      <img src={address} alt={file.name} className="mx-auto max-h-[70dvh] rounded-lg object-contain" />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button look="quiet" className="justify-self-end" isBusy={isPending} onClick={() => act()}>
        {t("thread.files.downloadSize", { size: fileSize(file.size) })}
      </Button>
    </Dialog>
  );
}
