import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { tellBriefly } from "../ui/toasts.tsx";

/** Removes from the list what is over, once that is confirmed. */
export function CleanUpSessions() {
  const work = useAction(
    async () => {
      const { removed } = await unwrap(client.admin.users.cleanUpSessions());
      tellBriefly(t("admin.sessions.removed", { count: removed }));
    },
    { stale: [{ queryKey: ["admin", "sessions"] }] },
  );
  return (
    <ConfirmButton
      look="quiet"
      label={t("admin.sessions.cleanUp")}
      title={t("admin.sessions.cleanUpTitle")}
      action={t("admin.sessions.cleanUpAct")}
      work={work}
    >
      {t("admin.sessions.cleanUpText")}
    </ConfirmButton>
  );
}
