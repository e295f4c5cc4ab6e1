import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useAction } from "../app/use-action.ts";
import { useMentions } from "../composer/use-mentions.ts";
import { useUploads } from "../composer/use-uploads.ts";
import { usePeopleMeant } from "./use-people-meant.ts";

export type Written = { content: string; attachments: string[] };

type WritingOptions = {
  initial?: string | undefined;
  takesFiles: boolean;
  write: (written: Written) => Promise<unknown>;
  onCancel?: (() => void) | undefined;
};

/** What is being written, with its names and files, and how it is said: by its button, or Ctrl or Cmd with Enter. */
export function useWriting({ initial, takesFiles, write, onCancel }: WritingOptions) {
  const area = useArea(onCancel !== undefined);
  const [text, setText] = useState(initial ?? "");
  const [caret, setCaret] = useState(text.length);
  const uploads = useUploads();
  const mentions = useMentions({ people: usePeopleMeant(text, caret), text, area, onChange: setText });
  const { act, isPending, problem } = useAction(async (written: Written) => {
    await write(written);
    setText("");
    uploads.clear();
    // Its button can do nothing now, and would lose the focus to nowhere.
    area.current?.focus();
  });
  const attachments = uploads.list.flatMap((upload) => (upload.state === "ready" ? [upload.attachment.id] : []));
  const isReady = attachments.length === uploads.list.length;
  const isSendable = text.trim() !== "" && text !== initial && isReady;

  const moveTo = (next: number) => {
    setCaret(next);
    mentions.onCaret(next);
  };
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (isSendable && !isPending) act({ content: text, attachments });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    if (event.key === "Escape") onCancel?.();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!takesFiles || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  const onText = (next: string, at: number) => {
    moveTo(at);
    setText(next);
  };
  return {
    area,
    text,
    onText,
    moveTo,
    uploads,
    mentions,
    isReady,
    isSendable,
    isPending,
    problem,
    submit,
    onKeyDown,
    onPaste,
  };
}

/** The text area; where it was opened to write at once, it has the focus, and the caret is at its end. */
function useArea(isOpened: boolean) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!isOpened || !area.current) return;
    area.current.focus();
    area.current.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [isOpened]);
  return area;
}
