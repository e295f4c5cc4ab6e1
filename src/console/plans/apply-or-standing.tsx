import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Plan } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { ApplyDialog } from "./apply-dialog.tsx";
import { useStanding } from "./use-standing.ts";

/** The way to apply for a plan, or where one's application for it stands. */
export function ApplyOrStanding({ plan, look = "quiet" }: { plan: Plan; look?: "quiet" | "primary" }) {
  const [isApplying, setIsApplying] = useState(false);
  const standing = useStanding(plan.id);
  if (standing) {
    const words = t(`plans.apply.standing.${standing.status}`);
    return (
      <Link
        to="/applications/$applicationId"
        params={{ applicationId: standing.id }}
        aria-label={`${words}: ${t("plans.apply.standingName", { name: plan.name })}`}
        className={buttonClass("bare")}
      >
        {words}
      </Link>
    );
  }
  if (plan.status === "archived") return null;
  return (
    <>
      <Button look={look} aria-label={t("plans.apply.name", { name: plan.name })} onClick={() => setIsApplying(true)}>
        {t("plans.apply.action")}
      </Button>
      {isApplying && <ApplyDialog plan={plan} onClose={() => setIsApplying(false)} />}
    </>
  );
}
