import { type ReactNode, useState } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { ResendMail } from "./resend-mail.tsx";
import { TextLink } from "./text-link.tsx";
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
          {t.rich("account.verify.sent", { email: initialEmail, address: emphasised })}
        </p>
      )}
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label={t("account.code")}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\s*\d{6}\s*"
          required
          hint={t("account.verify.codeHint")}
        />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {t("account.verify.submit")}
        </Button>
      </form>
      <ResendMail email={email} />
      {isDevelopment && (
        <p className="border-t border-line pt-4 text-xs text-muted">
          {t.rich("account.verify.outbox", { link: linkToMailsOf(email) })}
        </p>
      )}
    </>
  );
}

function emphasised(address: ReactNode) {
  return (
    <strong dir="ltr" className="font-medium text-ink">
      {address}
    </strong>
  );
}

function linkToMailsOf(to: string) {
  return (words: ReactNode) => (
    <TextLink to="/outbox" search={to === "" ? {} : { to }} target="_blank">
      {words}
    </TextLink>
  );
}
