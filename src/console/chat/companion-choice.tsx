import { queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
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
    <Loaded query={query} what="companions">
      {(companions) => (
        <ul className="grid gap-0.5">
          {companions.length === 0 && <li className="text-sm text-muted">There are no companions here.</li>}
          {companions.map(({ name, displayName, description }) => (
            <li key={name}>
              <button
                type="button"
                disabled={isBusy}
                onClick={() => onChoose(name)}
                className="flex w-full items-center gap-3 rounded-xl p-2 text-left transition-colors hover:bg-sunken"
              >
                <Avatar name={displayName} id={name} size="size-9 text-xs" />
                <span className="grid min-w-0">
                  <span className="font-medium">{displayName}</span>
                  <span className="text-sm text-muted">{description}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
