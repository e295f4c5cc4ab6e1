import { useQuery } from "@tanstack/react-query";
import type { ProviderName } from "../../client/index.ts";
import { providersQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { LinkedAccount } from "./linked-account.tsx";
import { identitiesQuery } from "./queries.ts";

/** The other services that one signs in with, and those that could be added. Nothing where this server has none. */
export function LinkedAccounts() {
  const providers = useQuery(providersQuery);
  const query = useQuery(identitiesQuery);
  const linked = query.data?.map(({ provider }) => provider) ?? [];
  const names = [...new Set<ProviderName>([...linked, ...(providers.data ?? [])])];
  if (names.length === 0) return null;
  return (
    <Section title={t("security.linked.title")}>
      <Loaded query={query} what={t("security.linked.what")}>
        {(identities) => (
          <ul className="grid gap-4">
            {names.map((provider) => (
              <LinkedAccount
                key={provider}
                provider={provider}
                identity={identities.find((identity) => identity.provider === provider) ?? null}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
