import type { Identity, ProviderName } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { providerTitles } from "../factors/provider-titles.ts";
import { proved } from "../step-up/proved.ts";
import { Button } from "../ui/button.tsx";
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
      mark={identity ? "Linked" : undefined}
      detail={identity ? describe(identity) : "Not linked."}
      problem={link.problem ?? unlink.problem}
    >
      {identity ? (
        <Button look="danger" isBusy={unlink.isPending} aria-label={`Unlink ${title}`} onClick={() => unlink.act()}>
          Unlink
        </Button>
      ) : (
        <Button look="quiet" isBusy={link.isPending} aria-label={`Link ${title}`} onClick={() => link.act()}>
          Link
        </Button>
      )}
    </Item>
  );
}

function describe({ email, displayName, lastUsedAt }: Identity): string {
  return [email ?? displayName, `last used ${moment(lastUsedAt)}`].filter((part) => part !== null).join(" · ");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
