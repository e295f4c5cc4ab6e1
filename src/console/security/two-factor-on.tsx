import type { MfaStatus } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { EmailFallback } from "./email-fallback.tsx";
import { twoFactorQuery } from "./queries.ts";
import { SmsFallback } from "./sms-fallback.tsx";

type TwoFactorOnProps = { status: MfaStatus; onNewCodes: (codes: string[]) => void };

/** What a second factor can be, and the way to turn it off. */
export function TwoFactorOn({ status: { methods, backupCodesLeft }, onNewCodes }: TwoFactorOnProps) {
  const disable = useAction(() => proved(() => client.twoFactor.disable()), {
    stale: [twoFactorQuery, meQuery, sessionsQuery],
  });
  const replaceCodes = useAction(
    async () => onNewCodes((await proved(() => client.twoFactor.replaceBackupCodes())).backupCodes),
    { stale: [twoFactorQuery] },
  );
  return (
    <ul className="grid gap-4">
      <Item title="Authenticator app" mark="On" detail="Signing in asks for its code." problem={disable.problem}>
        <Button look="danger" isBusy={disable.isPending} onClick={() => disable.act()}>
          Turn off
        </Button>
      </Item>
      <Item title="Backup codes" detail={codesLeft(backupCodesLeft)} problem={replaceCodes.problem}>
        <Button look="quiet" isBusy={replaceCodes.isPending} onClick={() => replaceCodes.act()}>
          Replace
        </Button>
      </Item>
      <EmailFallback isOn={methods.includes("email")} />
      <SmsFallback isOn={methods.includes("sms")} />
    </ul>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return "None left. Make new ones, for when you are without your phone.";
  return count === 1 ? "1 left." : `${count} left.`;
}
