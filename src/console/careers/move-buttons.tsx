import { useSuspenseQuery } from "@tanstack/react-query";
import type { JobApplication } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { isOpen, stateNames, type Status, stepsAfter } from "./progress.ts";
import { jobApplicationsKey } from "./queries.ts";

const words = { ILLEGAL_TRANSITION: t("careers.move.illegal"), FORBIDDEN: t("careers.move.forbidden") };

type MoveButtonsProps = { application: JobApplication; isSmall?: boolean };

/** Moves an application to where it can go from here: one step on, or to its end. Nobody decides on their own. */
export function MoveButtons({ application, isSmall = false }: MoveButtonsProps) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { applicant, status } = application;
  const [next] = stepsAfter(status);
  if (!isOpen(status) || next === undefined || applicant?.id === me.id) return null;
  return (
    <div className={isSmall ? "flex flex-wrap gap-1 *:min-h-8 *:px-2 *:text-xs" : "flex flex-wrap gap-2"}>
      {next === "accepted" ? (
        <Accept application={application} />
      ) : (
        <MoveOn application={application} next={next} isSmall={isSmall} />
      )}
      <Reject application={application} />
    </div>
  );
}

function MoveOn({ application, next, isSmall }: { application: JobApplication; next: Status; isSmall: boolean }) {
  const { act, isPending, problem } = useMove(application, next);
  const state = stateNames[next];
  const name = nameOf(application);
  return (
    <>
      <Button
        look="quiet"
        // Where whose it is does not stand above it.
        aria-label={isSmall ? t("careers.move.toName", { name, state }) : undefined}
        isBusy={isPending}
        onClick={() => act()}
      >
        {isSmall ? (
          <>
            <span aria-hidden="true" className="rtl:-scale-x-100">
              →
            </span>
            {state}
          </>
        ) : (
          t("careers.move.to", { state })
        )}
      </Button>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </>
  );
}

function Accept({ application }: { application: JobApplication }) {
  const name = nameOf(application);
  return (
    <ConfirmButton
      label={t("careers.move.accept")}
      name={t("careers.move.acceptName", { name })}
      title={t("careers.move.acceptTitle")}
      work={useMove(application, "accepted")}
      look="quiet"
    >
      {t("careers.move.acceptText", { name })}
    </ConfirmButton>
  );
}

function Reject({ application }: { application: JobApplication }) {
  const name = nameOf(application);
  return (
    <ConfirmButton
      label={t("careers.move.reject")}
      name={t("careers.move.rejectName", { name })}
      title={t("careers.move.rejectTitle")}
      work={useMove(application, "rejected")}
    >
      {t("careers.move.rejectText", { name })}
    </ConfirmButton>
  );
}

function useMove(application: JobApplication, status: Status) {
  return useAction(
    async () => {
      await unwrap(client.careers.move(application.id, status));
      tellBriefly(t("careers.move.moved", { name: nameOf(application), state: stateNames[status] }));
    },
    { stale: [jobApplicationsKey], words },
  );
}

function nameOf({ applicant }: JobApplication): string {
  return applicant?.displayName ?? t("careers.application.somebody");
}
