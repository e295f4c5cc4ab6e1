import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { twoFactorQuery } from "./queries.ts";
import { TwoFactorSetUp } from "./two-factor-set-up.tsx";

/** Offers to turn it on, step by step. */
export function TwoFactorOff({ onEnabled }: { onEnabled: (backupCodes: string[]) => void }) {
  const { act, data, isPending, problem, reset } = useAction(() => unwrap(client.twoFactor.setUp()), {
    stale: [twoFactorQuery],
  });
  if (data) return <TwoFactorSetUp setup={data} onEnabled={onEnabled} onCancel={reset} />;
  return (
    <>
      <p className="text-sm text-muted">{t("security.twoFactor.off")}</p>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button className="justify-self-start" isBusy={isPending} onClick={() => act()}>
        {t("security.twoFactor.setUp")}
      </Button>
    </>
  );
}
