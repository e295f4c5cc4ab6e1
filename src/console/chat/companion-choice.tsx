import { queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Loaded } from "../ui/loaded.tsx";

const companionsQuery = queryOptions({
  queryKey: ["companions"],
  queryFn: async () => (await unwrap(client.chat.companions())).items,
  staleTime: Infinity,
});

/** The AI participants that one can talk to here. */
export function CompanionChoice({ isBusy, onChoose }: { isBusy: boolean; onChoose: (name: string) => void }) {
  const query = useQuery(companionsQuery);
  return (
    <Loaded query={query} what={t("chat.what.companions")}>
      {(companions) => (
        <ul className="grid gap-0.5">
          {companions.length === 0 && <li className="text-sm text-muted">{t("chat.begin.noCompanions")}</li>}
          {companions.map(({ name, displayName, description }) => (
            <li key={name}>
              <button
                type="button"
                disabled={isBusy}
                onClick={() => onChoose(name)}
                className="flex w-full items-center gap-3 rounded-xl p-2 text-start transition-colors hover:bg-sunken"
              >
                <Avatar name={displayName} id={name} size="size-9 text-xs" />
                <span className="grid min-w-0">
                  <bdi className="font-medium">{displayName}</bdi>
                  <bdi className="text-sm text-muted">{description}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
