import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NewApiKey } from "../../client/index.ts";
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
      <title>API keys · Atrium</title>
      <Section title="API keys">
        <p className="text-sm text-muted">With a key, a program acts for you as far as you let it.</p>
        {newKey && <NewKey created={newKey} onDone={() => setNewKey(null)} />}
        <Loaded query={query} what="keys">
          {(keys) =>
            keys.length > 0 && (
              <ul className="grid gap-4">
                {keys.map((key) => (
                  <ApiKeyItem key={key.id} apiKey={key} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Section title="New key">
        <CreateApiKey key={newKey?.id} onCreated={setNewKey} />
      </Section>
    </>
  );
}
