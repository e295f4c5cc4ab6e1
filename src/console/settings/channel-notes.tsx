import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { TextLink } from "../account/text-link.tsx";
import { pushQuery } from "../push/push.ts";
import { twoFactorQuery } from "../security/queries.ts";
import { t } from "../strings/later.ts";
import { channels, standOf, allTypes, type Types } from "./channel-themes.ts";

const toPhone = (text: ReactNode) => <TextLink to="/settings/security">{text}</TextLink>;

/** Which of the chosen channels reach nobody yet, and what is missing. */
export function ChannelNotes({ types }: { types: Types }) {
  const { data: factors } = useQuery(twoFactorQuery);
  const { data: push } = useQuery(pushQuery);
  const isWanted = (channel: (typeof channels)[number]) =>
    standOf(types, { types: allTypes, channels: [channel] }) !== "none";
  const lacksPhone = factors !== undefined && !factors.methods.includes("sms");
  const lacksBrowser = push !== undefined && push.browsers.length === 0;
  return (
    <ul className="grid gap-1 text-sm text-muted empty:hidden">
      {lacksPhone && (isWanted("sms") || isWanted("whatsapp")) && (
        <li>{t.rich("settings.notifications.noPhone", { link: toPhone })}</li>
      )}
      {lacksBrowser && isWanted("push") && (
        <li>
          {push.state === "unavailable"
            ? t("settings.notifications.noPushHere")
            : t("settings.notifications.noBrowser")}
        </li>
      )}
      <li>{t("settings.notifications.alwaysMailed")}</li>
    </ul>
  );
}
