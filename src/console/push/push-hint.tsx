import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../strings/later.ts";
import { buttonClass } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { permissionNow } from "./browser.ts";
import { pushQuery } from "./push.ts";

const key = "atrium.push-hint-dismissed";

/** Says once that there is push, to whom could have it and was never asked. It asks nothing itself. */
export function PushHint() {
  const [isDismissed, setIsDismissed] = useState(localStorage.getItem(key) !== null);
  const { data } = useQuery({ ...pushQuery, enabled: !isDismissed });
  if (isDismissed || data?.state !== "off" || permissionNow() !== "default") return null;
  const dismiss = () => {
    localStorage.setItem(key, "yes");
    setIsDismissed(true);
  };
  return (
    <aside
      aria-label={t("notifications.push.title")}
      className="flex items-center gap-2 rounded-xl bg-tint py-1 ps-4 pe-1 text-sm"
    >
      <p className="flex-1 py-2">{t("notifications.push.hint")}</p>
      <Link to="/settings/notifications" className={buttonClass("bare")}>
        {t("notifications.push.hintMore")}
      </Link>
      <IconButton label={t("notifications.push.dismiss")} onClick={dismiss}>
        <CloseIcon />
      </IconButton>
    </aside>
  );
}
