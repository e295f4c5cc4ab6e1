import { useState } from "react";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { useSubmit } from "../app/use-submit.ts";
import { FactorInput } from "../factors/factor-input.tsx";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { twoFactorQuery } from "./queries.ts";

/** A number, and then the code that was sent to it. */
export function AddPhone({ onDone }: { onDone: () => void }) {
  const [phone, setPhone] = useState<string | null>(null);
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    if (phone === null) {
      const wanted = field("phone").replaceAll(/[\s()-]/g, "");
      await proved(() => client.twoFactor.addSms({ phone: wanted }));
      setPhone(wanted);
      return;
    }
    await proved(() => client.twoFactor.addSms({ phone, code: field("code").trim() }));
    onDone();
    await queryClient.invalidateQueries(twoFactorQuery);
  });
  return (
    <form onSubmit={submit} className="grid gap-4 rounded-lg bg-sunken p-4">
      {phone === null ? (
        <Field
          label={t("security.sms.phone")}
          name="phone"
          type="tel"
          autoComplete="tel"
          dir="ltr"
          required
          hint={t("security.sms.phoneHint", { example: "+965 5000 1234" })}
          problem={problemOf("phone")}
        />
      ) : (
        <>
          <p className="text-sm text-muted">{t("security.sms.sent", { phone })}</p>
          <FactorInput method="sms" />
        </>
      )}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        {phone === null ? t("security.sms.send") : t("security.sms.confirm")}
      </Button>
    </form>
  );
}
