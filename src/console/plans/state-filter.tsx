import type { Application } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Select } from "../ui/select.tsx";
import { stateNames } from "./state-mark.tsx";

type Status = Application["status"];

const statuses = ["submitted", "approved", "rejected", "withdrawn"] as const;

type StateFilterProps = { status: Status | undefined; onChange: (status: Status | undefined) => void };

/** Chooses which applications are shown, by how they stand. */
export function StateFilter({ status, onChange }: StateFilterProps) {
  return (
    <div className="w-56 max-w-full">
      <Select
        label={t("plans.applications.state")}
        options={{ "": t("plans.applications.everyState"), ...stateNames }}
        value={status ?? ""}
        onChange={({ target }) => onChange(statuses.find((name) => name === target.value))}
      />
    </div>
  );
}
