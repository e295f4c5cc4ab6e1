import type { PresenceStatus } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { MenuChoice } from "../ui/menu.tsx";
import { StatusDot } from "./presence-dot.tsx";
import { setOwnStatus, useOwnStatus } from "./presence.ts";
import { statusNames } from "./presence-words.ts";

const statuses: PresenceStatus[] = ["online", "away", "busy", "offline"];

/** Choosing, within a menu, how others see one. */
export function StatusChoice() {
  return (
    <MenuChoice
      label={t("presence.yours")}
      value={useOwnStatus()}
      options={Object.fromEntries(statuses.map((name) => [name, <Label key={name} status={name} />]))}
      onChange={(value) => {
        const chosen = statuses.find((name) => name === value);
        if (chosen) setOwnStatus(chosen);
      }}
    />
  );
}

function Label({ status }: { status: PresenceStatus }) {
  return (
    <>
      <StatusDot status={status} /> {status === "offline" ? t("presence.appearOffline") : statusNames[status]}
    </>
  );
}
