import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { FactorInput } from "../factors/factor-input.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { standOutAsAddress } from "./emphasis.tsx";

/** Confirms the new address by its mail's code, for those who do not open the link here. */
export function ConfirmByCode({ email, onCancel }: { email: string; onCancel: () => void }) {
  const { submit, isPending, problem } = useSubmit(async (field) => {
    queryClient.setQueryData(meQuery.queryKey, await unwrap(client.me.verifyEmail({ code: field("code").trim() })));
    await queryClient.invalidateQueries(sessionsQuery);
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      <p className="text-sm text-muted">
        {t.rich("settings.email.mailed", {
          email,
          b: standOutAsAddress,
        })}
      </p>
      <FactorInput method="email" />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={isPending}>
          {t("settings.email.confirm")}
        </Button>
        <Button look="bare" onClick={onCancel}>
          {t("settings.email.cancel")}
        </Button>
      </div>
    </form>
  );
}
