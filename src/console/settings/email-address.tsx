import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { useSubmit } from "../app/use-submit.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { ConfirmByCode } from "./confirm-by-code.tsx";
import { standOutAsAddress } from "./emphasis.tsx";

/** Where mails go and what one signs in with, and the way to another. */
export function EmailAddress() {
  const { data: me } = useSuspenseQuery(meQuery);
  const [asked, setAsked] = useState<string | null>(null);
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    const email = field("newEmail");
    await proved(() => client.me.changeEmail(email));
    setAsked(email);
  });
  if (asked !== null && asked.toLowerCase() !== me.email) {
    return <ConfirmByCode email={asked} onCancel={() => setAsked(null)} />;
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {asked !== null && <Notice look="good">{t("settings.email.changed")}</Notice>}
      <p className="text-sm text-muted">
        {t.rich("settings.email.now", {
          email: me.email,
          b: standOutAsAddress,
        })}
      </p>
      <Field
        label={t("settings.email.label")}
        dir="ltr"
        name="newEmail"
        type="email"
        autoComplete="email"
        required
        problem={problemOf("email")}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        {t("settings.email.submit")}
      </Button>
    </form>
  );
}
