import { useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { providersQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { leaveForProvider } from "../app/session-hint.ts";
import { useAction } from "../app/use-action.ts";
import { hasPasskeys, signWithPasskey } from "../factors/ceremony.ts";
import { providerTitles } from "../factors/provider-titles.ts";
import { t } from "../strings/strings.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useEnter } from "./use-enter.ts";

const words = { INVALID_CREDENTIALS: t("account.signIn.passkeyUnknown") };

/** Signing in without a password: by a passkey, or with another service. */
export function OtherWaysIn({ next }: { next: string | undefined }) {
  const enter = useEnter();
  const { data: providers = [] } = useQuery(providersQuery);
  const byPasskey = useAction(
    async () => {
      const assertion = await signWithPasskey(await unwrap(client.passkeys.loginOptions()));
      enter(await unwrap(client.passkeys.login(assertion)), next);
    },
    { words },
  );
  if (!hasPasskeys && providers.length === 0) return null;
  return (
    <div className="grid gap-2">
      {hasPasskeys && (
        <Button look="quiet" isBusy={byPasskey.isPending} onClick={() => byPasskey.act()}>
          {t("account.signIn.byPasskey")}
        </Button>
      )}
      {byPasskey.problem !== null && <Notice look="problem">{byPasskey.problem}</Notice>}
      {providers.map((provider) => (
        <a
          key={provider}
          href={client.identities.signInUrl(provider, next)}
          onClick={leaveForProvider}
          className={buttonClass("quiet")}
        >
          {t("account.signIn.with", { service: providerTitles[provider] })}
        </a>
      ))}
    </div>
  );
}
