import type { Identity, ProviderName } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { providerTitles } from "../factors/provider-titles.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Item } from "../ui/item.tsx";
import { identitiesQuery } from "./queries.ts";

/** One other service: linked, or to be linked. */
export function LinkedAccount({ provider, identity }: { provider: ProviderName; identity: Identity | null }) {
  const title = providerTitles[provider];
  const link = useAction(async () => location.assign((await proved(() => client.identities.link(provider))).url));
  const unlink = useAction(() => proved(() => client.identities.unlink(provider)), { stale: [identitiesQuery] });
  return (
    <Item
      title={capitalised(title)}
      mark={identity ? t("security.linked.mark") : undefined}
      detail={identity ? <Linked identity={identity} /> : t("security.linked.none")}
      problem={link.problem}
    >
      {identity ? (
        <ConfirmButton
          label={t("security.linked.unlink")}
          name={t("security.linked.unlinkNamed", { provider: title })}
          title={t("security.linked.unlinkTitle", { provider: title })}
          work={unlink}
        >
          {t("security.linked.unlinkText")}
        </ConfirmButton>
      ) : (
        <Button
          look="quiet"
          isBusy={link.isPending}
          aria-label={t("security.linked.linkNamed", { provider: title })}
          onClick={() => link.act()}
        >
          {t("security.linked.link")}
        </Button>
      )}
    </Item>
  );
}

function Linked({ identity: { email, displayName, lastUsedAt } }: { identity: Identity }) {
  const who = email ?? displayName;
  return (
    <>
      {who !== null && (
        <>
          <bdi>{who}</bdi> ·{" "}
        </>
      )}
      {t("security.linked.lastUsed", { when: moment(lastUsedAt) })}
    </>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
