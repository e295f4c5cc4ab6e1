import type { SecurityEvent } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { describeDevice, describePlace } from "../settings/describe-session.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { describeAction, describeResult } from "./event-words.ts";

/** One thing that happened: what, how it ended, when, and from where. */
export function EventItem({ event }: { event: SecurityEvent }) {
  const { at, ip, location, device, current } = event;
  return (
    <Item
      title={
        <>
          {describeAction(event)}
          <Outcome text={describeResult(event)} />
        </>
      }
      mark={current ? t("activity.page.thisSession") : undefined}
      detail={
        <>
          <time dateTime={at}>{moment(at)}</time> ·{" "}
          {ip === null ? (
            t("activity.page.byOperator")
          ) : (
            <>
              <bdi>{describeDevice(device)}</bdi> · <bdi>{describePlace({ ip, location })}</bdi>
            </>
          )}
        </>
      }
    />
  );
}

function Outcome({ text }: { text: string | null }) {
  if (text === null) return null;
  return <span className="rounded-full bg-notice px-2 py-0.5 text-xs text-on-notice">{text}</span>;
}
