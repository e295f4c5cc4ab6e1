import { useState } from "react";
import type { Space } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { copyLink } from "../people/copy-link.ts";
import { ReportDialog } from "../people/report-dialog.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Notice } from "../ui/notice.tsx";
import { LeaveSpace } from "./leave-space.tsx";
import { spaceMembersQuery, spaceQuery, spacesKey } from "./queries.ts";
import { SpaceAvatar } from "./space-avatar.tsx";
import { SpaceFacts } from "./space-facts.tsx";
import { SpaceMembers } from "./space-members.tsx";
import { SpaceSettings } from "./space-settings.tsx";

type Asked = "members" | "settings" | "leave" | "report";

/** What a space is about, and what one can do there: join, look who is in it, and more by one's role. */
export function SpaceHeader({ space }: { space: Space }) {
  const { id, name, description, role } = space;
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const join = useAction(() => unwrap(client.spaces.members.join(id)), {
    stale: [spaceQuery(id), spacesKey, spaceMembersQuery(id), { queryKey: ["feed", "home"] }],
  });
  return (
    <div className="grid grid-cols-1 gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <SpaceAvatar space={space} size="size-12 text-base" />
        <div className="min-w-40 flex-1">
          <SpaceFacts space={space} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {role === null && (
            <Button isBusy={join.isPending} onClick={() => join.act()}>
              {t("spaces.space.join")}
            </Button>
          )}
          <Button look="quiet" onClick={() => setAsked("members")}>
            {t("spaces.space.members")}
          </Button>
          <SpaceMenu space={space} onAsk={setAsked} />
        </div>
      </div>
      {description !== "" && (
        <p dir="auto" className="text-start leading-relaxed whitespace-pre-wrap wrap-anywhere">
          {description}
        </p>
      )}
      {join.problem !== null && <Notice look="problem">{join.problem}</Notice>}
      {asked === "members" && <SpaceMembers space={space} onClose={close} />}
      {asked === "settings" && <SpaceSettings space={space} onClose={close} />}
      {asked === "leave" && <LeaveSpace space={space} onClose={close} />}
      {asked === "report" && <ReportDialog what={name} about={{ targetType: "space", targetId: id }} onClose={close} />}
    </div>
  );
}

function SpaceMenu({ space: { id, name, role }, onAsk }: { space: Space; onAsk: (asked: Asked) => void }) {
  return (
    <Menu
      trigger={
        <button type="button" aria-label={t("spaces.space.more", { name })} className={iconButtonClass}>
          <MoreIcon />
        </button>
      }
    >
      <MenuItem onSelect={() => copyLink(`/spaces/${id}`)}>{t("spaces.space.copyLink")}</MenuItem>
      {(role === "owner" || role === "admin") && (
        <MenuItem onSelect={() => onAsk("settings")}>{t("spaces.space.settings")}</MenuItem>
      )}
      {role !== "owner" && <MenuItem onSelect={() => onAsk("report")}>{t("spaces.space.report")}</MenuItem>}
      {(role === "admin" || role === "member") && (
        <MenuItem look="danger" onSelect={() => onAsk("leave")}>
          {t("spaces.space.leave")}
        </MenuItem>
      )}
    </Menu>
  );
}
