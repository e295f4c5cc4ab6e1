import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Attachment } from "../../client/index.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FileIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/notice.tsx";
import { tellFailure } from "../ui/toasts.tsx";
import { imageQuery, isShownInline, saveFile } from "./file-query.ts";
import { fileSize } from "./file-size.ts";

/** The files of a message: images as they are, all others as cards. */
export function Attachments({ files }: { files: Attachment[] }) {
  return (
    <ul aria-label="Attachments" className="grid grid-cols-1 gap-1.5">
      {files.map((file) => (
        <li key={file.id}>{isShownInline(file) ? <Picture file={file} /> : <FileCard file={file} />}</li>
      ))}
    </ul>
  );
}

/** Its room is kept before it is there, so that nothing jumps. */
function Picture({ file }: { file: Attachment }) {
  const { data, isError } = useQuery(imageQuery(file));
  const [isOpen, setIsOpen] = useState(false);
  if (isError) return <FileCard file={file} />;
  return (
    <>
      <button
        type="button"
        aria-label={`Open the image ${file.name}`}
        onClick={() => setIsOpen(true)}
        className="block h-52 w-72 max-w-full overflow-hidden rounded-xl bg-black/10"
      >
        {data !== undefined && <img src={data} alt={file.name} className="size-full object-cover" />}
      </button>
      {isOpen && data !== undefined && <PictureDialog file={file} address={data} onClose={() => setIsOpen(false)} />}
    </>
  );
}

type PictureDialogProps = { file: Attachment; address: string; onClose: () => void };

function PictureDialog({ file, address, onClose }: PictureDialogProps) {
  const { act, isPending, problem } = useAction(() => saveFile(file));
  return (
    <Dialog title={file.name} width="full" hasClose onClose={onClose}>
      <img src={address} alt={file.name} className="mx-auto max-h-[70dvh] rounded-lg object-contain" />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button look="quiet" className="justify-self-end" isBusy={isPending} onClick={() => act()}>
        Download ({fileSize(file.size)})
      </Button>
    </Dialog>
  );
}

function FileCard({ file }: { file: Attachment }) {
  return (
    <button
      type="button"
      aria-label={`Download ${file.name}, ${fileSize(file.size)}`}
      onClick={() => void saveFile(file).catch(tellFailure)}
      className="flex w-72 max-w-full items-center gap-3 rounded-xl border border-line bg-surface p-2.5 text-left text-ink transition-colors hover:bg-sunken"
    >
      <FileIcon />
      <span className="grid min-w-0">
        <span className="truncate text-sm font-medium">{file.name}</span>
        <span className="text-xs text-muted">{fileSize(file.size)}</span>
      </span>
    </button>
  );
}
