import type { RefObject } from "react";
import { t } from "../strings/strings.ts";

/** Spares those who go by keyboard the navigation at every page; seen only by them. */
export function SkipLink({ content }: { content: RefObject<HTMLElement | null> }) {
  return (
    <button
      type="button"
      onClick={() => content.current?.focus()}
      className="sr-only z-20 rounded-lg bg-surface px-4 py-2 text-sm font-medium shadow-lg focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
    >
      {t("app.navigation.skip")}
    </button>
  );
}
