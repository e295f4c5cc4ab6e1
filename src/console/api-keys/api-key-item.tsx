import type { ApiKey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { describePermission } from "./permission-words.ts";
import { apiKeysQuery } from "./queries.ts";

export function ApiKeyItem({ apiKey }: { apiKey: ApiKey }) {
  const { act, isPending, problem } = useAction(() => unwrap(client.apiKeys.remove(apiKey.id)), {
    stale: [apiKeysQuery],
  });
  const { name, prefix, permissions, expiresAt, lastUsedAt } = apiKey;
  const facts = [
    `${prefix}…`,
    lastUsedAt === null ? "not used yet" : `last used ${moment(lastUsedAt)}`,
    expiresAt === null ? "without an end" : `until ${moment(expiresAt)}`,
  ];
  return (
    <Item
      title={name}
      detail={
        <>
          {facts.join(" · ")}
          <br />
          {permissions.map(describePermission).join("; ")}
        </>
      }
      problem={problem}
    >
      <Button look="danger" isBusy={isPending} aria-label={`Remove ${name}`} onClick={() => act()}>
        Remove
      </Button>
    </Item>
  );
}
