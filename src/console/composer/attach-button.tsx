import { useRef } from "react";
import { t } from "../strings/strings.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { AttachIcon } from "../ui/icons.tsx";

/** Chooses files to send. */
export function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t("composer.files.attach")} className="size-11!" onClick={() => input.current?.click()}>
        <AttachIcon />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("composer.files.input")}
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files ?? []);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
