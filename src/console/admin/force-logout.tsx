import type { User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { tellBriefly } from "../ui/toasts.tsx";

/** Signs somebody out everywhere, once that is confirmed. */
export function ForceLogout({ user: { id, displayName } }: { user: User }) {
  const work = useAction(
    async () => {
      const { ended } = await unwrap(client.admin.users.forceLogout(id));
      tellBriefly(t("admin.sessions.endedCount", { count: ended }));
    },
    { stale: [{ queryKey: ["admin", "sessions"] }, { queryKey: ["admin", "audit", "last", id] }] },
  );
  return (
    <ConfirmButton
      className="justify-self-start"
      label={t("admin.sessions.signOut")}
      title={t("admin.sessions.signOutTitle", { name: displayName })}
      action={t("admin.sessions.signOutAct")}
      work={work}
    >
      {t("admin.sessions.signOutText")}
    </ConfirmButton>
  );
}
