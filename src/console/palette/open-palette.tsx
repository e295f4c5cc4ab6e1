import { lazy, Suspense, useEffect, useState } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { SearchIcon } from "../ui/icons.tsx";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));

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
      <IconButton label="Go to… (Ctrl K)" aria-keyshortcuts="Control+K Meta+K" onClick={() => setIsOpen(true)}>
        <SearchIcon />
      </IconButton>
      {isOpen && (
        <Suspense>
          <Palette onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
