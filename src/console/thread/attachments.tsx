import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Attachment } from "../../client/index.ts";
import { piece } from "../app/piece.tsx";
import { t } from "../strings/strings.ts";
import { FileCard } from "./file-card.tsx";
import { imageQuery, isShownInline } from "./file-query.ts";
import { isPlayed, Media } from "./media.tsx";

const PictureDialog = piece(async () => (await import("./picture-dialog.tsx")).PictureDialog);

/** The files of a message: images as they are, sound and film to be played, all others as cards. */
export function Attachments({ files }: { files: Attachment[] }) {
  const isAlbum = files.filter(isShownInline).length > 1;
  return (
    <ul aria-label={t("thread.files.label")} className="flex flex-wrap gap-1.5">
      {files.map((file) => (
        <li key={file.id} className="max-w-full">
          <OneFile file={file} isSmall={isAlbum} />
        </li>
      ))}
    </ul>
  );
}

function OneFile({ file, isSmall }: { file: Attachment; isSmall: boolean }) {
  if (isShownInline(file)) return <Picture file={file} isSmall={isSmall} />;
  return isPlayed(file) ? <Media file={file} /> : <FileCard file={file} />;
}

/** Its room is kept before it is there, so that nothing jumps. */
function Picture({ file, isSmall }: { file: Attachment; isSmall: boolean }) {
  const { data, isError } = useQuery(imageQuery(file));
  const [isOpen, setIsOpen] = useState(false);
  if (isError) return <FileCard file={file} />;
  return (
    <>
      <button
        type="button"
        aria-label={t("thread.files.openImage", { name: file.name })}
        onClick={() => setIsOpen(true)}
        className={`block max-w-full overflow-hidden rounded-xl bg-black/10 ${isSmall ? "size-36" : "h-52 w-72"}`}
      >
        {data !== undefined && <img src={data} alt={file.name} className="size-full object-cover" />}
      </button>
      {isOpen && data !== undefined && <PictureDialog file={file} address={data} onClose={() => setIsOpen(false)} />}
    </>
  );
}
