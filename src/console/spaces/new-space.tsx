import { useNavigate } from "@tanstack/react-router";
import type { NewSpace as Wanted } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/later.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SpaceForm } from "./space-form.tsx";
import { spacesKey } from "./queries.ts";

/** Makes a space and goes there. */
export function NewSpace({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const create = async (wanted: Wanted) => {
    const { id } = await unwrap(client.spaces.create(wanted));
    void queryClient.invalidateQueries(spacesKey);
    onClose();
    await navigate({ to: "/spaces/$spaceId", params: { spaceId: id } });
  };
  return (
    <Dialog title={t("spaces.page.new")} width="wide" hasClose onClose={onClose}>
      <SpaceForm action={t("spaces.form.create")} save={create} />
    </Dialog>
  );
}
