import { useSuspenseQuery } from "@tanstack/react-query";
import type { PresenceStatus } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { Avatar } from "../ui/avatar.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Menu, MenuChoice } from "../ui/menu.tsx";
import { CornerDot, StatusDot } from "./presence-dot.tsx";
import { setOwnStatus, useOwnStatus } from "./presence.ts";
import { statusNames } from "./presence-words.ts";

const statuses: PresenceStatus[] = ["online", "away", "busy", "offline"];

/** How one is oneself, and choosing how others see one. */
export function OwnStatus() {
  const { data: me } = useSuspenseQuery(meQuery);
  const status = useOwnStatus();
  return (
    <Menu
      trigger={
        <button type="button" aria-label={`Your status: ${statusNames[status]}`} className={iconButtonClass}>
          <span className="relative">
            <Avatar name={me.displayName} id={me.id} size="size-8 text-xs" />
            <CornerDot status={status} />
          </span>
        </button>
      }
    >
      <p className="px-2.5 pt-1.5 pb-1 font-medium">{me.displayName}</p>
      <MenuChoice
        label="Your status"
        value={status}
        options={Object.fromEntries(statuses.map((name) => [name, <Label key={name} status={name} />]))}
        onChange={(value) => {
          const chosen = statuses.find((name) => name === value);
          if (chosen) setOwnStatus(chosen);
        }}
      />
    </Menu>
  );
}

function Label({ status }: { status: PresenceStatus }) {
  return (
    <>
      <StatusDot status={status} /> {status === "offline" ? "Appear offline" : statusNames[status]}
    </>
  );
}
