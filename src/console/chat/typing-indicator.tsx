import { t } from "../strings/strings.ts";
import { namesTogether } from "../thread/names.ts";

/** Says who is typing. Its room is always kept, so that nothing jumps. */
export function TypingIndicator({ names }: { names: string[] }) {
  return (
    <output className="mx-auto block h-6 w-full max-w-3xl truncate px-5 text-xs text-muted md:px-7">
      {names.length > 0 && (
        <span className="animate-appear">
          {t("chat.typing", { count: names.length, names: namesTogether(names) })}
          <span aria-hidden="true" className="animate-breathe">
            …
          </span>
        </span>
      )}
    </output>
  );
}
