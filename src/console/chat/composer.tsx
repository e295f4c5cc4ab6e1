import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { SendIcon } from "../ui/icons.tsx";

type ComposerProps = {
  partnerName: string;
  onSend: (content: string) => void;
  onTyping: (isTyping: boolean) => void;
};

const maxCharacters = 10_000;
const pauseMs = 4_000;
const hasKeyboard = matchMedia("(pointer: fine)").matches;

/** Where one writes: Enter sends, Shift and Enter begin a new line. */
export function Composer({ partnerName, onSend, onTyping }: ComposerProps) {
  const [text, setText] = useState("");
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);

  const change = (next: string) => {
    setText(next);
    clearTimeout(pause.current);
    onTyping(next !== "");
    if (next !== "") pause.current = setTimeout(() => onTyping(false), pauseMs);
  };
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    const content = text.trim();
    if (content === "") return;
    clearTimeout(pause.current);
    setText("");
    onSend(content);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter is part of that.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
  };
  return (
    <form onSubmit={send} className="mx-auto flex w-full max-w-3xl items-end gap-2 px-3 pb-3 md:px-6 md:pb-5">
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a conversation is opened to write; on touch screens a keyboard would cover it
        autoFocus={hasKeyboard}
        aria-label={`Message to ${partnerName}`}
        placeholder={`Message to ${partnerName}`}
        value={text}
        rows={1}
        maxLength={maxCharacters}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-40 min-h-11 flex-1 resize-none rounded-2xl border border-edge bg-surface px-4 py-2.5 leading-snug placeholder:text-muted"
      />
      <button
        type="submit"
        aria-label="Send"
        disabled={text.trim() === ""}
        className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
      >
        <SendIcon />
      </button>
    </form>
  );
}
