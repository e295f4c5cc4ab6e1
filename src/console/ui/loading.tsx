import { t } from "../strings/strings.ts";

const widths = ["w-2/3", "w-full", "w-5/6", "w-1/2"];

/**
 * Something is on its way, and about so much room will be its own. Shown after a moment only, so that what is quick
 * does not flicker.
 */
export function Loading({ what }: { what: string }) {
  return (
    <output aria-busy="true" className="block p-4">
      <span className="sr-only">{t("ui.loading", { what })}</span>
      <span aria-hidden="true" className="grid animate-await gap-3">
        {widths.map((width) => (
          <span key={width} className={`block h-3.5 rounded-full bg-sunken ${width}`} />
        ))}
      </span>
    </output>
  );
}
