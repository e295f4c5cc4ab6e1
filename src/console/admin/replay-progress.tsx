import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Replay } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { queryClient } from "../app/query-client.ts";
import { t } from "../strings/later.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";
import { replayQuery } from "./replay-query.ts";

/** How far a replay has come, until it is over and read. */
export function ReplayProgress({ replay, jobId, onClose }: { replay: Replay; jobId: string; onClose: () => void }) {
  const { data } = useQuery(replayQuery(jobId));
  const steps = data?.steps ?? 0;
  const isOver = data !== undefined && data.state !== "running";
  useEffect(() => {
    // Each step has events dispatched, which the lists show.
    if (steps > 0 || isOver) void queryClient.invalidateQueries({ queryKey: ["admin", "events"] });
  }, [steps, isOver]);
  const look = data?.state === "failed" ? "bg-danger-tint text-danger" : "bg-tint";
  return (
    <div className={`flex animate-appear flex-wrap items-center gap-x-4 rounded-lg py-1 ps-3 pe-1 text-sm ${look}`}>
      <output className="min-w-0 flex-1 wrap-anywhere">
        {data?.state === "done" && t("admin.replay.done", { count: replay.events })}
        {data?.state === "failed" && t("admin.replay.failed", { error: data.error ?? t("admin.events.noError") })}
        {(data === undefined || data.state === "running") &&
          t("admin.replay.running", { count: replay.events, step: numberText(steps + 1) })}
      </output>
      <Link to="/admin/jobs/$jobId" params={{ jobId }} className="underline underline-offset-3">
        {t("admin.replay.openJob")}
      </Link>
      <IconButton label={t("admin.replay.close")} onClick={onClose}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}
