import { useNavigate } from "@tanstack/react-router";
import type { Space } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { spaceMembersQuery, spaceQuery, spacesKey } from "./queries.ts";

/** Asks whether one wants to leave a space. A private one is closed to who has left it. */
export function LeaveSpace({ space: { id, name, visibility }, onClose }: { space: Space; onClose: () => void }) {
  const navigate = useNavigate();
  const isPrivate = visibility === "private";
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.spaces.members.leave(id));
    if (isPrivate) await navigate({ to: "/spaces", replace: true });
    onClose();
    if (isPrivate) queryClient.removeQueries(spaceQuery(id));
    const stale = [spaceQuery(id), spacesKey, spaceMembersQuery(id), { queryKey: ["feed"] }];
    await Promise.all(stale.map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })));
  });
  return (
    <ConfirmDialog
      title={t("spaces.space.askLeave", { name })}
      action={t("spaces.space.leave")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      {isPrivate ? t("spaces.space.leavePrivateHint") : t("spaces.space.leaveHint")}
    </ConfirmDialog>
  );
}
