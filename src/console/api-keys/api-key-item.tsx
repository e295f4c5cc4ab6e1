import type { ApiKey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { ago, moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Item } from "../ui/item.tsx";
import { describePermission } from "./permission-words.ts";
import { apiKeysQuery } from "./queries.ts";

export function ApiKeyItem({ apiKey }: { apiKey: ApiKey }) {
  const remove = useAction(() => unwrap(client.apiKeys.remove(apiKey.id)), { stale: [apiKeysQuery] });
  const { name, prefix, permissions, expiresAt, lastUsedAt } = apiKey;
  return (
    <Item
      title={<bdi>{name}</bdi>}
      mark={isOver(expiresAt) ? t("apiKeys.item.expired") : undefined}
      detail={
        <>
          <code dir="ltr">{prefix}…</code>
          {" · "}
          {lastUsedAt === null ? t("apiKeys.item.notUsed") : t("apiKeys.item.lastUsed", { when: ago(lastUsedAt) })}
          {" · "}
          {expiresAt === null ? t("apiKeys.item.endless") : t("apiKeys.item.until", { when: moment(expiresAt) })}
          <Permissions names={permissions} />
        </>
      }
    >
      <ConfirmButton
        label={t("apiKeys.item.remove")}
        name={t("apiKeys.item.removeNamed", { name })}
        title={t("apiKeys.item.removeTitle")}
        work={remove}
      >
        {t("apiKeys.item.removeText", { name })}
      </ConfirmButton>
    </Item>
  );
}

function isOver(expiresAt: string | null): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now();
}

function Permissions({ names }: { names: string[] }) {
  return (
    // Within a paragraph a list of spans: a list proper may not stand there.
    <span className="mt-1.5 flex flex-wrap gap-1.5" title={t("apiKeys.item.may")}>
      {names.map((name) => (
        <span key={name} className="rounded-md bg-sunken px-2 py-0.5 text-xs text-ink">
          {describePermission(name)}
        </span>
      ))}
    </span>
  );
}
