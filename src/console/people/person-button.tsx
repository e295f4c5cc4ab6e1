import type { UserSummary } from "../../client/index.ts";
import { Avatar } from "../ui/avatar.tsx";

type PersonButtonProps = { person: UserSummary; isBusy: boolean; onChoose: () => void };

export function PersonButton({ person, isBusy, onChoose }: PersonButtonProps) {
  return (
    <li>
      <button
        type="button"
        disabled={isBusy}
        onClick={onChoose}
        className="flex w-full items-center gap-3 rounded-xl p-2 text-start transition-colors hover:bg-sunken"
      >
        <Avatar name={person.displayName} id={person.id} size="size-9 text-xs" />
        <span className="flex min-w-0 flex-col">
          <bdi className="truncate font-medium">{person.displayName}</bdi>
          <span dir="ltr" className="truncate text-sm text-muted rtl:text-end">
            @{person.username}
          </span>
        </span>
      </button>
    </li>
  );
}
