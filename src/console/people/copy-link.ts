import { t } from "../strings/later.ts";
import { tellBriefly } from "../ui/toasts.tsx";

/** Puts the address of a page of ours on the clipboard, and says so. */
export function copyLink(path: string): void {
  navigator.clipboard.writeText(new URL(path, location.origin).href).then(
    () => tellBriefly(t("people.link.copied")),
    () => tellBriefly(t("people.link.notCopied")),
  );
}
