import { AttachButton } from "../composer/attach-button.tsx";
import { DropZone } from "../composer/drop-zone.tsx";
import { MentionList } from "../composer/mention-list.tsx";
import { UploadList } from "../composer/upload-list.tsx";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useWriting, type Written } from "./use-writing.ts";

type WriteFormProps = {
  label: string;
  action: string;
  placeholder?: string;
  /** What is there to be changed. */
  initial?: string;
  takesFiles?: boolean;
  write: (written: Written) => Promise<unknown>;
  /** Where it was opened to write at once, and can be left again. */
  onCancel?: () => void;
};

type Writing = ReturnType<typeof useWriting>;

const maxCharacters = 10_000;
/** From here on it is told how many are left. */
const fewCharacters = 500;

/** A place to say something to many: it is emptied once it is said. */
export function WriteForm(props: WriteFormProps) {
  const { label, action, placeholder = label, initial, takesFiles = false, write, onCancel } = props;
  const writing = useWriting({ initial, takesFiles, write, onCancel });
  const { uploads, problem, isPending, isSendable, submit } = writing;
  const form = (
    <form onSubmit={submit} className="grid grid-cols-1 gap-3">
      <Area label={label} placeholder={placeholder} writing={writing} />
      {takesFiles && <UploadList uploads={uploads} />}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        {takesFiles && <AttachButton onFiles={uploads.add} />}
        <Standing writing={writing} />
        {onCancel && (
          <Button look="bare" onClick={onCancel}>
            {t("feed.write.cancel")}
          </Button>
        )}
        <Button type="submit" isBusy={isPending} disabled={!isSendable && !isPending}>
          {action}
        </Button>
      </div>
    </form>
  );
  return takesFiles ? <DropZone onFiles={uploads.add}>{form}</DropZone> : form;
}

function Area({ label, placeholder, writing }: { label: string; placeholder: string; writing: Writing }) {
  const { area, text, onText, moveTo, mentions, onKeyDown, onPaste } = writing;
  return (
    <div className="relative grid grid-cols-1">
      <textarea
        {...mentions.areaProps}
        ref={area}
        aria-label={label}
        placeholder={placeholder}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        dir="auto"
        required
        maxLength={maxCharacters}
        value={text}
        onChange={({ target }) => onText(target.value, target.selectionStart)}
        onSelect={({ currentTarget }) => moveTo(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className="field-sizing-content max-h-80 min-h-16 resize-none rounded-lg border border-edge bg-surface px-3 py-2 text-base leading-relaxed placeholder:text-muted"
      />
      <MentionList mentions={mentions} place="below" />
    </div>
  );
}

/** Why it can't be said yet, or how much more can be. */
function Standing({ writing: { text, isReady, uploads } }: { writing: Writing }) {
  const left = maxCharacters - text.length;
  const hasFailed = uploads.list.some(({ state }) => state === "failed");
  return (
    <output className="me-auto text-sm text-muted">
      {hasFailed && t("feed.write.failedFiles")}
      {!isReady && !hasFailed && t("feed.write.onTheWay")}
      {isReady && left < fewCharacters && t("feed.write.charactersLeft", { count: left })}
    </output>
  );
}
