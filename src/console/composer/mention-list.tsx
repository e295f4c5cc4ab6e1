import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import type { Mentions } from "./use-mentions.ts";

const places = { above: "inset-x-3 bottom-full mb-1 md:inset-x-6", below: "inset-x-0 top-full mt-1" };

type MentionListProps = { mentions: Mentions; place?: keyof typeof places };

/** Those whose name may be meant; the focus stays where one writes. */
export function MentionList({ mentions: { id, found, current, take }, place = "above" }: MentionListProps) {
  return (
    <>
      <output className="sr-only">{found.length > 0 && t("composer.mentions.found", { count: found.length })}</output>
      {found.length > 0 && (
        <div
          id={id}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a list of its own, whose field stands below it
          role="listbox"
          aria-label={t("composer.mentions.label")}
          className={`absolute z-10 max-h-64 animate-appear overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-lg ${places[place]}`}
        >
          {found.map((person, index) => (
            <div
              key={person.userId}
              id={`${id}-${index}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it belongs to the list above
              role="option"
              aria-selected={index === current}
              // Not by a click: the focus is where one writes, and stays there.
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
              className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken aria-selected:bg-tint"
            >
              <Avatar name={person.displayName} id={person.userId} size="size-7 text-xs" />
              <bdi className="truncate font-medium">{person.displayName}</bdi>
              <bdi dir="ltr" className="truncate text-muted">
                @{person.username}
              </bdi>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
