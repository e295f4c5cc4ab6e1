import { useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/later.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { channelNames, reasonOf, stateOf } from "./delivery-words.ts";

/** By which channels one was told of a notification, when, and why not by the others. */
export function Deliveries({ notificationId, onClose }: { notificationId: string; onClose: () => void }) {
  const query = useQuery({
    queryKey: ["deliveries", notificationId],
    queryFn: async () => (await unwrap(client.notifications.deliveries(notificationId))).items,
    // What is on its way moves on, and nothing tells this page.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "queued") ? 3_000 : false),
  });
  return (
    <section
      aria-label={t("notifications.deliveries.name")}
      className="ms-14.5 me-2 mb-2.5 grid animate-appear gap-1 rounded-lg border border-line bg-surface px-3 py-2 text-sm"
    >
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium">{t("notifications.deliveries.name")}</h3>
        <IconButton label={t("ui.close")} className="-me-2 size-8" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </div>
      <Loaded query={query} what={t("notifications.deliveries.what")}>
        {(items) =>
          items.length === 0 ? (
            <p className="pb-1 text-muted">{t("notifications.deliveries.none")}</p>
          ) : (
            <ul className="grid gap-1.5 pb-1">
              {items.map((delivery) => (
                <li
                  key={`${delivery.channel} ${delivery.at} ${delivery.reason ?? ""}`}
                  className="flex flex-wrap gap-x-3"
                >
                  <span className="min-w-20 font-medium">{channelNames[delivery.channel]}</span>
                  <span className={delivery.state === "failed" ? "text-danger" : ""}>{stateOf(delivery)}</span>
                  <span dir="auto" className="text-muted wrap-anywhere">
                    {reasonOf(delivery)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
