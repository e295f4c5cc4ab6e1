import type { ClipboardEvent, FormEvent, KeyboardEvent } from "react";
import { t } from "../strings/strings.ts";
import type { About } from "../thread/thread.ts";
import { SendIcon } from "../ui/icons.tsx";
import { AboutBar } from "./about-bar.tsx";
import { AttachButton } from "./attach-button.tsx";
import { MentionList } from "./mention-list.tsx";
import type { Mentionable } from "./mentionable.ts";
import { UploadList } from "./upload-list.tsx";
import { useMentions } from "./use-mentions.ts";
import { useText } from "./use-text.ts";
import { useTypingSignal } from "./use-typing-signal.ts";
import type { Uploads } from "./use-uploads.ts";

export type Written = { content: string; attachments: string[]; about: About | null };

type ComposerProps = {
  conversationId: string;
  partnerName: string;
  /** Who can be called by name. */
  people: Mentionable[];
  about: About | null;
  uploads: Uploads;
  onSend: (written: Written) => void;
  onTyping: (isTyping: boolean) => void;
  onCancelAbout: () => void;
  onEditLast: () => void;
};

const maxCharacters = 10_000;
const hasKeyboard = matchMedia("(pointer: fine)").matches;

/** Where one writes: Enter sends, Shift and Enter begin a new line, Arrow up changes what one said last, "@" calls somebody. */
export function Composer({ conversationId, partnerName, people, about, uploads, ...on }: ComposerProps) {
  const { text, setText, area } = useText(conversationId, about);
  const signal = useTypingSignal(on.onTyping);
  const change = (next: string) => {
    setText(next);
    signal.typed(next !== "");
  };
  const mentions = useMentions({ people, text, area, onChange: change });
  const ready = uploads.list.flatMap((upload) => (upload.state === "ready" ? [upload.attachment.id] : []));
  const isEdit = about?.kind === "edit";
  const hasWords = text.trim() !== "";
  const isSendable = isEdit ? hasWords : ready.length === uploads.list.length && (hasWords || ready.length > 0);

  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    signal.sent();
    setText("");
    on.onSend({ content: text.trim(), attachments: isEdit ? [] : ready, about });
    if (!isEdit) uploads.clear();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, its keys are part of that.
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === "Enter" && !event.shiftKey) send(event);
    if (event.key === "Escape" && about) on.onCancelAbout();
    if (event.key === "ArrowUp" && text === "" && !about) {
      event.preventDefault();
      on.onEditLast();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  const label = t("composer.placeholder", { name: partnerName });
  return (
    <form
      onSubmit={send}
      className="relative mx-auto grid w-full max-w-3xl grid-cols-1 gap-2 px-3 pb-3 md:px-6 md:pb-5"
    >
      <MentionList mentions={mentions} />
      {about && <AboutBar about={about} onCancel={on.onCancelAbout} />}
      {!isEdit && <UploadList uploads={uploads} />}
      <div className="flex items-end gap-2">
        {!isEdit && <AttachButton onFiles={uploads.add} />}
        <textarea
          {...mentions.areaProps}
          ref={area}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a conversation is opened to write; on touch screens a keyboard would cover it
          autoFocus={hasKeyboard}
          // Empty, it shows its placeholder, which is in the language of the page.
          dir={text === "" ? undefined : "auto"}
          aria-label={label}
          placeholder={label}
          value={text}
          rows={1}
          maxLength={maxCharacters}
          onChange={({ target }) => {
            mentions.onCaret(target.selectionStart);
            change(target.value);
          }}
          onSelect={({ currentTarget }) => mentions.onCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none rounded-2xl border border-edge bg-surface px-4 py-2.5 leading-snug placeholder:truncate placeholder:text-muted"
        />
        <SendButton isEdit={isEdit} isSendable={isSendable} />
      </div>
    </form>
  );
}

function SendButton({ isEdit, isSendable }: { isEdit: boolean; isSendable: boolean }) {
  return (
    <button
      type="submit"
      aria-label={isEdit ? t("composer.save") : t("composer.send")}
      disabled={!isSendable}
      className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
    >
      <SendIcon />
    </button>
  );
}
