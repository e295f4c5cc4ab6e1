import { useEffect, useState } from "react";
import { piece } from "../app/piece.tsx";
import { entryClass, entryTextClass } from "../app/entry.ts";
import { t } from "../strings/strings.ts";
import { SearchIcon } from "../ui/icons.tsx";

const Palette = piece(async () => (await import("./palette.tsx")).Palette);

const keys = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

/** Opens the palette by its button, and by Ctrl or Cmd with K from anywhere. */
export function OpenPalette() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setIsOpen((before) => !before);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        title={t("app.palette.openBy", { keys })}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setIsOpen(true)}
        className={`${entryClass} sm:mb-2 lg:border lg:border-line lg:bg-surface`}
      >
        <SearchIcon />
        <span className={entryTextClass}>{t("app.palette.open")}</span>
        <kbd dir="ltr" aria-hidden="true" className="ms-auto font-sans text-xs max-lg:hidden">
          {keys}
        </kbd>
      </button>
      {isOpen && <Palette onClose={() => setIsOpen(false)} />}
    </>
  );
}
