import { Link } from "@tanstack/react-router";
import type { EventRecord } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { Code } from "./facts.tsx";
import { ReplayEvent } from "./replay-event.tsx";
import { StateMark } from "./state-mark.tsx";
import { eventStates } from "./states.ts";

/** One event of a list, with what failed of it. */
export function EventRow({ event, canReplay }: { event: EventRecord; canReplay: boolean }) {
  const { id, type, state, occurredAt, attempts, replays, failures } = event;
  return (
    <Item
      title={
        <>
          <Link to="/admin/events/$eventId" params={{ eventId: id }} className="rounded-sm hover:underline">
            <Code>{type}</Code>
          </Link>
          <StateMark {...eventStates[state]} />
        </>
      }
      detail={
        <>
          <time dateTime={occurredAt}>{moment(occurredAt)}</time> · {t("admin.events.attempts", { count: attempts })}
          {replays > 0 && ` · ${t("admin.events.replays", { count: replays })}`}
          {failures.map(({ reaction, lastError }) => (
            <bdi key={reaction} className="block text-danger">
              {t("admin.events.failed", { reaction, error: lastError ?? t("admin.events.noError") })}
            </bdi>
          ))}
        </>
      }
    >
      {canReplay && state !== "pending" && <ReplayEvent eventId={id} type={type} />}
    </Item>
  );
}
