import { useState } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { ResendMail } from "./resend-mail.tsx";
import { useEnter } from "./use-enter.ts";

/** Confirms an address by the mail's six digits, for those who read their mail on another device. */
export function CodeForm({ email: initialEmail }: { email: string }) {
  const enter = useEnter();
  const isDevelopment = useIsDevelopment();
  const [email, setEmail] = useState(initialEmail);
  const { submit, isPending, problem } = useSubmit(async (field) => {
    enter(await unwrap(client.auth.verifyEmail({ email, code: field("code").trim() })));
  });
  return (
    <>
      {initialEmail !== "" && (
        <p className="text-sm text-muted">
          We sent a mail to <strong className="font-medium text-ink">{initialEmail}</strong>. Open its link, or enter
          its code here.
        </p>
      )}
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\s*\d{6}\s*"
          required
          hint="6 digits"
        />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          Verify
        </Button>
      </form>
      <ResendMail email={email} />
      {isDevelopment && (
        <p className="border-t border-line pt-4 text-xs text-muted">
          Development server: its mails are in the{" "}
          <a
            className="underline underline-offset-3"
            href={`/dev/outbox?to=${encodeURIComponent(email)}`}
            target="_blank"
            rel="noreferrer"
          >
            outbox
          </a>
          .
        </p>
      )}
    </>
  );
}
