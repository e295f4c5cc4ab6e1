import { useState } from "react";
import type { Profile } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { BlockDialog } from "./block-dialog.tsx";
import { copyLink } from "./copy-link.ts";
import { ReportDialog } from "./report-dialog.tsx";

/** What else can be done about somebody: their link, a report, a block. */
export function ProfileMenu({ profile: { id, username, displayName: name, isBlocked } }: { profile: Profile }) {
  const [asked, setAsked] = useState<"report" | "block" | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Menu
        trigger={
          <button type="button" aria-label={t("people.profile.more", { name })} className={iconButtonClass}>
            <MoreIcon />
          </button>
        }
      >
        <MenuItem onSelect={() => copyLink(`/users/${username}`)}>{t("people.profile.copyLink")}</MenuItem>
        <MenuItem onSelect={() => setAsked("report")}>{t("people.profile.report")}</MenuItem>
        {!isBlocked && (
          <MenuItem look="danger" onSelect={() => setAsked("block")}>
            {t("people.block.block", { name })}
          </MenuItem>
        )}
      </Menu>
      {asked === "report" && <ReportDialog what={name} about={{ targetType: "user", targetId: id }} onClose={close} />}
      {asked === "block" && <BlockDialog username={username} name={name} onClose={close} />}
    </>
  );
}
