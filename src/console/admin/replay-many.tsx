import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Replay } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { changed, type EventSearch } from "./admin-search.ts";
import { MomentField } from "./moment-field.tsx";
import { eventTypesQuery } from "./operation-queries.ts";

type ReplayManyProps = { search: EventSearch; onStarted: (replay: Replay) => void };

/** Replays events by kind and time: first it counts them, then it asks, then it begins. */
export function ReplayMany({ search, onStarted }: ReplayManyProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        {t("admin.replay.open")}
      </Button>
      {isOpen && (
        <ReplayDialog
          search={search}
          onStarted={(replay) => {
            setIsOpen(false);
            onStarted(replay);
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}

type Chosen = Partial<Record<"type" | "reaction" | "from" | "to", string>>;

function ReplayDialog({ search, onStarted, onClose }: ReplayManyProps & { onClose: () => void }) {
  const { state: _, ...start } = search;
  const [chosen, setChosen] = useState<Chosen>(start);
  const plan = useAction((which: Chosen) => unwrap(client.admin.events.replayAll({ ...which, dryRun: true })));
  const begin = useAction((which: Chosen) => unwrap(client.admin.events.replayAll({ ...which, dryRun: false })), {
    stale: [{ queryKey: ["admin", "events"] }],
  });
  const choose = (changes: Chosen) => {
    // What was counted is of other events now.
    plan.reset();
    setChosen(changed(chosen, changes));
  };
  const problem = plan.problem ?? begin.problem;
  return (
    <Dialog title={t("admin.replay.title")} width="wide" hasClose onClose={onClose}>
      <p className="text-sm text-muted">{t("admin.replay.text")}</p>
      <WhichEvents chosen={chosen} onChange={choose} />
      <div aria-live="polite" className="grid gap-2">
        {plan.data && <Plan plan={plan.data} />}
      </div>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" isBusy={plan.isPending} onClick={() => plan.act(chosen)}>
          {plan.isPending ? t("admin.replay.counting") : t("admin.replay.count")}
        </Button>
        {plan.data && plan.data.events > 0 && (
          <Button isBusy={begin.isPending} onClick={() => begin.act(chosen, { onSuccess: onStarted })}>
            {t("admin.replay.act", { count: plan.data.events })}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function WhichEvents({ chosen, onChange }: { chosen: Chosen; onChange: (changes: Chosen) => void }) {
  const { data: types = [] } = useQuery(eventTypesQuery);
  const of = types.filter(({ type }) => chosen.type === undefined || type === chosen.type);
  const reactions = [...new Set(of.flatMap((type) => type.reactions))].sort();
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Select
        label={t("admin.events.type")}
        options={{
          "": t("admin.events.everyType"),
          ...Object.fromEntries(types.map(({ type }) => [type, type])),
        }}
        value={chosen.type ?? ""}
        onChange={({ target: { value } }) => onChange({ type: value, reaction: "" })}
      />
      <Select
        label={t("admin.replay.reaction")}
        options={{
          "": t("admin.replay.everyReaction"),
          ...Object.fromEntries(reactions.map((reaction) => [reaction, reaction])),
        }}
        value={chosen.reaction ?? ""}
        onChange={({ target: { value } }) => onChange({ reaction: value })}
      />
      <MomentField
        label={t("admin.filter.from")}
        name="from"
        moment={chosen.from}
        onChange={(from) => onChange({ from: from ?? "" })}
      />
      <MomentField
        label={t("admin.filter.to")}
        name="to"
        moment={chosen.to}
        onChange={(to) => onChange({ to: to ?? "" })}
      />
    </div>
  );
}

function Plan({ plan: { events, complete, reactions } }: { plan: Replay }) {
  return (
    <div className="grid animate-appear gap-1 rounded-lg bg-sunken p-3 text-sm">
      <p className="font-medium">{t("admin.replay.found", { count: events })}</p>
      {!complete && <p>{t("admin.replay.more")}</p>}
      <ul className="text-muted">
        {reactions.map((one) => (
          <li key={one.reaction}>{t("admin.replay.perReaction", { reaction: one.reaction, count: one.events })}</li>
        ))}
      </ul>
      {events > 0 && <p className="pt-1 text-muted">{t("admin.replay.audited")}</p>}
    </div>
  );
}
