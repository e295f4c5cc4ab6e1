import { useState } from "react";
import { useSettled } from "../app/use-settled.ts";
import { t } from "../strings/strings.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { FoundList, foundClass } from "./found-list.tsx";
import { FoundMessage } from "./found-message.tsx";
import { SearchField } from "./search-field.tsx";

type SearchHereProps = { conversationId: string; onOpen: (seq: number) => void; onClose: () => void };

/** Finds what was said in one conversation; choosing it leads there. */
export function SearchHere({ conversationId, onOpen, onClose }: SearchHereProps) {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  return (
    <search className="border-b border-line bg-surface px-3 py-2 md:px-6">
      <div className="flex items-center gap-2">
        <SearchField label={t("find.here")} text={text} hasFocus onChange={setText} onEscape={onClose} />
        <IconButton label={t("find.close")} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      {wanted !== "" && (
        <div className="max-h-[40dvh] overflow-y-auto pt-2">
          <FoundList conversationId={conversationId} text={wanted}>
            {(message) => (
              <button type="button" className={foundClass} onClick={() => onOpen(message.seq)}>
                <FoundMessage message={message} wanted={wanted} />
              </button>
            )}
          </FoundList>
        </div>
      )}
    </search>
  );
}
