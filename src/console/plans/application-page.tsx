import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Application } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Section } from "../ui/section.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { applicationQuery } from "./queries.ts";

/** One application: who applied for what, how it stands, and its decision for whose it is. */
export function ApplicationPage() {
  const { applicationId } = useParams({ from: "/signed-in/applications/$applicationId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(applicationQuery(applicationId));
  return (
    <Page title="Application">
      <Loaded query={query} what="the application">
        {(application) => (
          <Section title={application.planName}>
            <About application={application} />
            {application.status === "submitted" && application.applicant?.id !== me.id && (
              <Decision application={application} />
            )}
          </Section>
        )}
      </Loaded>
    </Page>
  );
}

function About({
  application: { applicant, message, status, reason, createdAt, decidedAt },
}: {
  application: Application;
}) {
  return (
    <>
      <p className="text-sm text-muted">
        {applicant?.displayName ?? "Somebody who is gone"} · {moment(createdAt)}
      </p>
      {message !== null && <p className="text-sm whitespace-pre-wrap wrap-anywhere">{message}</p>}
      <p className="text-sm">
        <span className="rounded-full bg-tint px-2 py-0.5">{status}</span>{" "}
        {decidedAt !== null && <span className="text-muted">{moment(decidedAt)}</span>}
      </p>
      {reason !== null && <p className="text-sm wrap-anywhere">{reason}</p>}
    </>
  );
}

function Decision({ application: { id } }: { application: Application }) {
  const [reason, setReason] = useState("");
  const stale = [applicationQuery(id)];
  const { memberships } = client;
  const approve = useAction(() => unwrap(memberships.approve(id)), { stale });
  const reject = useAction(() => unwrap(memberships.reject(id, reason.trim() || undefined)), { stale });
  const problem = approve.problem ?? reject.problem;
  return (
    <div className="grid gap-3 border-t border-line pt-4">
      <TextArea
        label="Why, if you reject it"
        name="reason"
        maxLength={1_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <div className="flex gap-2">
        <Button isBusy={approve.isPending} onClick={() => approve.act()}>
          Approve
        </Button>
        <Button look="danger" isBusy={reject.isPending} onClick={() => reject.act()}>
          Reject
        </Button>
      </div>
    </div>
  );
}
