import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { EventDetails, ReactionRecord } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { Code, Facts } from "./facts.tsx";
import { eventQuery } from "./operation-queries.ts";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { ReplayEvent } from "./replay-event.tsx";
import { StateMark } from "./state-mark.tsx";
import { eventStates, reactionStates } from "./states.ts";

/** One event: what it holds, and what followed from it. */
export function EventPage() {
  const { eventId } = useParams({ from: "/signed-in/admin/events/$eventId" });
  const query = useQuery(eventQuery(eventId));
  const { data: me } = useSuspenseQuery(meQuery);
  const canReplay = may(me, "event.replay");
  return (
    <Loaded query={query} what={t("admin.events.one")}>
      {(event) => (
        <>
          <PageHead
            title={event.type}
            shown={<Code>{event.type}</Code>}
            back={{ to: "/admin/events", name: t("admin.events.all") }}
          >
            <StateMark {...eventStates[event.state]} />
            {canReplay && event.state !== "pending" && <ReplayEvent eventId={event.id} type={event.type} />}
          </PageHead>
          <About event={event} />
          <Section title={t("admin.events.reactions")}>
            {event.reactions.length === 0 && <p className="text-sm text-muted">{t("admin.events.noReactions")}</p>}
            <ul aria-label={t("admin.events.reactions")} className="divide-y divide-line *:py-3">
              {event.reactions.map((reaction) => (
                <Reaction key={reaction.reaction} event={event} reaction={reaction} canReplay={canReplay} />
              ))}
            </ul>
          </Section>
        </>
      )}
    </Loaded>
  );
}

function About({ event }: { event: EventDetails }) {
  const { id, occurredAt, attempts, replays, nextAttemptAt, priority, payload } = event;
  return (
    <Section title={t("admin.events.payload")}>
      <Facts
        facts={{
          [t("admin.events.happened")]: <time dateTime={occurredAt}>{moment(occurredAt)}</time>,
          [t("admin.events.id")]: <Code>{id}</Code>,
          [t("admin.events.priority")]: t("admin.events.lane", { lane: priority }),
          [t("admin.jobs.tries")]: [
            t("admin.events.attempts", { count: attempts }),
            ...(replays > 0 ? [t("admin.events.replays", { count: replays })] : []),
          ].join(" · "),
          [t("admin.events.nextTry")]: nextAttemptAt === null ? null : moment(nextAttemptAt),
        }}
      />
      <section
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is cut off can be scrolled to, by the keyboard too
        tabIndex={0}
        aria-label={t("admin.events.payload")}
        className="max-h-96 overflow-auto rounded-lg bg-sunken p-4"
      >
        <pre dir="ltr" className="text-xs leading-relaxed">
          {JSON.stringify(payload, null, 2)}
        </pre>
      </section>
      <p className="text-sm text-muted">{t("admin.events.payloadHint")}</p>
    </Section>
  );
}

type ReactionProps = { event: EventDetails; reaction: ReactionRecord; canReplay: boolean };

function Reaction({
  event,
  reaction: { reaction, state, attempts, lastError, lastFailedAt, doneAt },
  canReplay,
}: ReactionProps) {
  const facts = [
    ...(attempts > 0 ? [t("admin.events.attempts", { count: attempts })] : []),
    ...(doneAt === null ? [] : [t("admin.events.took", { moment: moment(doneAt) })]),
    ...(lastFailedAt === null ? [] : [t("admin.events.lastFailed", { moment: moment(lastFailedAt) })]),
  ];
  return (
    <Item
      title={
        <>
          <Code>{reaction}</Code>
          <StateMark {...reactionStates[state]} />
        </>
      }
      detail={
        <>
          {facts.join(" · ")}
          {lastError !== null && <bdi className="block text-danger">{lastError}</bdi>}
        </>
      }
    >
      {canReplay && (state === "dead" || state === "never_ran") && (
        <ReplayEvent eventId={event.id} type={event.type} reaction={reaction} />
      )}
    </Item>
  );
}
