import { useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { hasPasskeys, makePasskey } from "../factors/ceremony.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { PasskeyItem } from "./passkey-item.tsx";
import { passkeysQuery, twoFactorQuery } from "./queries.ts";

/** One's passkeys, and a way to make one here. */
export function PasskeyList() {
  const query = useQuery(passkeysQuery);
  const add = useAction(
    async () => {
      const made = await makePasskey(await proved(() => client.passkeys.registrationOptions()));
      await unwrap(client.passkeys.register(made));
    },
    { stale: [passkeysQuery, twoFactorQuery] },
  );
  return (
    <>
      <p className="text-sm text-muted">{t("security.passkeys.text")}</p>
      <Loaded query={query} what={t("security.passkeys.what")}>
        {(passkeys) =>
          passkeys.length > 0 && (
            <ul className="grid gap-4">
              {passkeys.map((passkey) => (
                <PasskeyItem key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {add.problem !== null && <Notice look="problem">{add.problem}</Notice>}
      {hasPasskeys ? (
        <Button look="quiet" className="justify-self-start" isBusy={add.isPending} onClick={() => add.act()}>
          {t("security.passkeys.add")}
        </Button>
      ) : (
        <p className="text-sm text-muted">{t("security.passkeys.unsupported")}</p>
      )}
    </>
  );
}
