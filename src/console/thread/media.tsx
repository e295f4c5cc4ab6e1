import { useEffect, useState } from "react";
import type { Attachment } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { PlayIcon } from "../ui/icons.tsx";
import { tellFailure } from "../ui/toasts.tsx";
import { FileCard } from "./file-card.tsx";
import { fileSize } from "./file-size.ts";

/** Larger ones are kept rather than played: the whole is fetched before any of it is heard. */
const mostPlayedBytes = 25 * 1024 * 1024;

/** Whether this browser plays it here. */
export function isPlayed({ type, size }: Attachment): boolean {
  const isMedia = type.startsWith("audio/") || type.startsWith("video/");
  return isMedia && size <= mostPlayedBytes && document.createElement("video").canPlayType(type) !== "";
}

/** Sound or film. It is fetched when somebody wants it, into room that is kept from the start, so that nothing jumps. */
export function Media({ file }: { file: Attachment }) {
  const { address, isLoading, isBroken, load, giveUp } = useAddress(file);
  if (isBroken) return <FileCard file={file} />;
  const isVideo = file.type.startsWith("video/");
  const room = isVideo ? "aspect-video w-80" : "h-14 w-80";
  if (address === null) {
    return (
      <button
        type="button"
        aria-label={t("thread.files.play", { name: file.name, size: fileSize(file.size) })}
        aria-busy={isLoading}
        onClick={load}
        className={`flex max-w-full items-center gap-3 rounded-xl border border-line bg-surface p-2.5 text-start text-ink transition-colors hover:bg-sunken ${room}`}
      >
        <span
          className={`grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent ${isLoading ? "animate-breathe" : ""}`}
        >
          <PlayIcon />
        </span>
        <span className="grid min-w-0">
          <bdi className="truncate text-sm font-medium">{file.name}</bdi>
          <span className="text-xs text-muted">{fileSize(file.size)}</span>
        </span>
      </button>
    );
  }
  const player = { src: address, controls: true, autoPlay: true, onError: giveUp, "aria-label": file.name };
  return isVideo ? (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what people send each other has no captions
    <video {...player} className={`max-w-full rounded-xl bg-black ${room}`} />
  ) : (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what people send each other has no captions
    <audio {...player} className={`max-w-full ${room}`} />
  );
}

/** Files are given only to who bears a token, which a player can't: it plays a copy in the page, while it is shown. */
function useAddress({ id }: Attachment) {
  const [address, setAddress] = useState<string | null>(null);
  const [state, setState] = useState<"idle" | "loading" | "broken">("idle");
  useEffect(() => () => void (address !== null && URL.revokeObjectURL(address)), [address]);
  const load = () => {
    if (state === "loading") return;
    setState("loading");
    unwrap(client.chat.attachments.download(id))
      .then((blob) => setAddress(URL.createObjectURL(blob)))
      .catch(tellFailure)
      .finally(() => setState("idle"));
  };
  const giveUp = () => setState("broken");
  return { address, isLoading: state === "loading", isBroken: state === "broken", load, giveUp };
}
