import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NewApiKey } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { ApiKeyItem } from "./api-key-item.tsx";
import { CreateApiKey } from "./create-api-key.tsx";
import { NewKey } from "./new-key.tsx";
import { apiKeysQuery } from "./queries.ts";

/** The keys with which programs act for one. */
export function ApiKeysPage() {
  const query = useQuery(apiKeysQuery);
  const [newKey, setNewKey] = useState<NewApiKey | null>(null);
  return (
    <>
      <title>{`${t("apiKeys.page.title")} · Atrium`}</title>
      <Section title={t("apiKeys.page.title")}>
        <p className="text-sm text-muted">{t("apiKeys.page.text")}</p>
        {newKey && <NewKey created={newKey} onDone={() => setNewKey(null)} />}
        <Loaded query={query} what={t("apiKeys.page.what")}>
          {(keys) =>
            keys.length === 0 ? (
              <p className="text-sm text-muted">{t("apiKeys.page.none")}</p>
            ) : (
              <ul className="grid gap-5">
                {keys.map((key) => (
                  <ApiKeyItem key={key.id} apiKey={key} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Section title={t("apiKeys.create.title")}>
        <CreateApiKey key={newKey?.id} onCreated={setNewKey} />
      </Section>
    </>
  );
}
