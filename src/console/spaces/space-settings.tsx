import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { NewSpace, Space } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { spaceQuery, spacesKey } from "./queries.ts";
import { SpaceForm } from "./space-form.tsx";

/** Changes what a space is called and who sees it; its owner can delete it. */
export function SpaceSettings({ space, onClose }: { space: Space; onClose: () => void }) {
  const { id, name, role } = space;
  const [isAsking, setIsAsking] = useState(false);
  const save = async (changes: NewSpace) => {
    const changed = await unwrap(client.spaces.update(id, onlyChanged(space, changes)));
    queryClient.setQueryData(spaceQuery(id).queryKey, changed);
    void queryClient.invalidateQueries(spacesKey);
    tellBriefly(t("spaces.settings.saved"));
    onClose();
  };
  return (
    <Dialog title={t("spaces.settings.title", { name })} width="wide" hasClose onClose={onClose}>
      <SpaceForm space={space} action={t("spaces.form.save")} save={save} />
      {role === "owner" && (
        <div className="border-t border-line pt-4">
          <Button look="danger" onClick={() => setIsAsking(true)}>
            {t("spaces.settings.delete")}
          </Button>
        </div>
      )}
      {isAsking && <DeleteSpace space={space} onClose={() => setIsAsking(false)} />}
    </Dialog>
  );
}

/** Who sees it is sent only where it changes: that is counted. The name is always there. */
function onlyChanged(space: Space, { name, description, visibility }: NewSpace): Partial<NewSpace> {
  return { name, description, ...(visibility !== space.visibility && { visibility }) };
}

function DeleteSpace({ space: { id, name }, onClose }: { space: Space; onClose: () => void }) {
  const navigate = useNavigate();
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.spaces.remove(id));
    await navigate({ to: "/spaces", replace: true });
    queryClient.removeQueries(spaceQuery(id));
    void queryClient.invalidateQueries(spacesKey);
    void queryClient.invalidateQueries({ queryKey: ["feed"] });
    tellBriefly(t("spaces.settings.deleted"));
  });
  return (
    <ConfirmDialog
      title={t("spaces.settings.askDelete", { name })}
      action={t("spaces.settings.delete")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      {t("spaces.settings.deleteHint")}
    </ConfirmDialog>
  );
}
