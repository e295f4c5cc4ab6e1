import { t } from "../strings/strings.ts";

/** The place of a conversation while none is chosen. */
export function NoConversation() {
  return (
    <div className="grid h-full place-content-center justify-items-center gap-2 p-8 text-center">
      <title>{t("chat.documentTitle", { name: t("chat.title") })}</title>
      <p className="font-display text-2xl text-muted">{t("chat.none.title")}</p>
      <p className="text-sm text-muted">{t("chat.none.advice")}</p>
    </div>
  );
}
