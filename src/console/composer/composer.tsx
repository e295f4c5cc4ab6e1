import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { About } from "../thread/thread.ts";
import { SendIcon } from "../ui/icons.tsx";
import { AboutBar } from "./about-bar.tsx";
import { AttachButton } from "./attach-button.tsx";
import { UploadList } from "./upload-list.tsx";
import type { Uploads } from "./use-uploads.ts";

export type Written = { content: string; attachments: string[]; about: About | null };

type ComposerProps = {
  partnerName: string;
  about: About | null;
  uploads: Uploads;
  onSend: (written: Written) => void;
  onTyping: (isTyping: boolean) => void;
  onCancelAbout: () => void;
  onEditLast: () => void;
};

const maxCharacters = 10_000;
const pauseMs = 4_000;
const hasKeyboard = matchMedia("(pointer: fine)").matches;

/** Where one writes: Enter sends, Shift and Enter begin a new line, Arrow up changes what one said last. */
export function Composer({ partnerName, about, uploads, onSend, onTyping, onCancelAbout, onEditLast }: ComposerProps) {
  const { text, setText, area } = useText(about);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const ready = uploads.list.flatMap((upload) => (upload.state === "ready" ? [upload.attachment.id] : []));
  const isEdit = about?.kind === "edit";
  const hasWords = text.trim() !== "";
  const isSendable = isEdit ? hasWords : ready.length === uploads.list.length && (hasWords || ready.length > 0);

  const change = (next: string) => {
    setText(next);
    clearTimeout(pause.current);
    onTyping(next !== "");
    if (next !== "") pause.current = setTimeout(() => onTyping(false), pauseMs);
  };
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    clearTimeout(pause.current);
    setText("");
    onSend({ content: text.trim(), attachments: isEdit ? [] : ready, about });
    if (!isEdit) uploads.clear();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, its keys are part of that.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) send(event);
    if (event.key === "Escape" && about) onCancelAbout();
    if (event.key === "ArrowUp" && text === "" && !about) {
      event.preventDefault();
      onEditLast();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  return (
    <form onSubmit={send} className="mx-auto grid w-full max-w-3xl grid-cols-1 gap-2 px-3 pb-3 md:px-6 md:pb-5">
      {about && <AboutBar about={about} onCancel={onCancelAbout} />}
      {!isEdit && <UploadList uploads={uploads} />}
      <div className="flex items-end gap-2">
        {!isEdit && <AttachButton onFiles={uploads.add} />}
        <textarea
          ref={area}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a conversation is opened to write; on touch screens a keyboard would cover it
          autoFocus={hasKeyboard}
          aria-label={`Message to ${partnerName}`}
          placeholder={`Message to ${partnerName}`}
          value={text}
          rows={1}
          maxLength={maxCharacters}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none rounded-2xl border border-edge bg-surface px-4 py-2.5 leading-snug placeholder:truncate placeholder:text-muted"
        />
        <button
          type="submit"
          aria-label={isEdit ? "Save" : "Send"}
          disabled={!isSendable}
          className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
        >
          <SendIcon />
        </button>
      </div>
    </form>
  );
}

/** What is written. To change a message is to write on from it, and what was being written waits for the end of that. */
function useText(about: About | null) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const waiting = useRef<string | null>(null);
  const [last, setLast] = useState<About | null>(null);
  if (about !== last) {
    setLast(about);
    if (about?.kind === "edit") setText(about.message.content ?? "");
  }
  const before = useRef(text);
  useEffect(() => {
    if (about?.kind === "edit") waiting.current = before.current;
    else if (waiting.current !== null) {
      setText(waiting.current);
      waiting.current = null;
    }
    if (about) area.current?.focus();
  }, [about]);
  useEffect(() => {
    if (about?.kind !== "edit") before.current = text;
  }, [about, text]);
  return { text, setText, area };
}
