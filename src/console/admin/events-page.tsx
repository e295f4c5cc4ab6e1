import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EventRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { may } from "./places.ts";
import { eventsQuery } from "./queries.ts";
import { StateChoice } from "./state-choice.tsx";

const states = ["pending", "done", "dead"] as const;

/** What happened, and how far the reactions to it have come. */
export function EventsPage() {
  const [state, setState] = useState<EventRecord["state"]>();
  const query = useInfiniteQuery(eventsQuery(state));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <title>Events · Atrium</title>
      <StateChoice states={states} state={state} onChange={setState} />
      <PagedList query={query} what="events" nothing="There are none.">
        {(event) => <Line key={event.id} event={event} canReplay={may(me, "event.replay")} />}
      </PagedList>
    </>
  );
}

function Line({ event, canReplay }: { event: EventRecord; canReplay: boolean }) {
  const { id, type, state, occurredAt, attempts, replays, failures } = event;
  const { act, isPending, problem } = useAction(() => unwrap(client.admin.events.replay(id)), {
    stale: [{ queryKey: ["admin", "events"] }],
  });
  return (
    <Item
      title={<code className="text-sm">{type}</code>}
      mark={state}
      problem={problem}
      detail={
        <>
          <time dateTime={occurredAt}>{moment(occurredAt)}</time> · tried {attempts} times
          {replays > 0 && ` · replayed ${replays} times`}
          {failures.map(({ reaction, lastError }) => (
            <span key={reaction} className="block text-danger">
              {reaction}: {lastError ?? "failed"}
            </span>
          ))}
        </>
      }
    >
      {canReplay && state !== "pending" && (
        <Button look="quiet" isBusy={isPending} aria-label={`Replay ${type}`} onClick={() => act()}>
          Replay
        </Button>
      )}
    </Item>
  );
}
