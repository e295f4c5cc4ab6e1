import { keepPreviousData, useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { itemsOf } from "../app/items.ts";
import { conversationsQuery, meQuery, peopleQuery } from "../app/queries.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { useSettled } from "../app/use-settled.ts";
import { t } from "../strings/later.ts";
import { choicesOf } from "./choices.ts";
import { useGo } from "./use-go.ts";

/** Goes to a page, a conversation or a person by typing a part of the name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const choices = useChoices(text.trim());
  const go = useGo(onClose);
  const chosen = choices[Math.min(at, choices.length - 1)];
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (chosen) document.getElementById(`${id}-${chosen.key}`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    }
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      go(chosen);
    }
  };
  return (
    <dialog
      ref={dialog}
      aria-label={t("palette.label")}
      onClose={onClose}
      className="mx-auto mt-[12dvh] w-[calc(100%-2rem)] max-w-lg overflow-hidden rounded-2xl border border-line bg-surface text-ink shadow-xl backdrop:bg-black/40"
    >
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type here
        autoFocus
        role="combobox"
        aria-label={t("palette.label")}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${chosen.key}`}
        placeholder={t("palette.placeholder")}
        autoComplete="off"
        maxLength={40}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="min-h-14 w-full border-b border-line bg-surface px-5 text-base outline-none placeholder:text-muted"
      />
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a list of its own, whose field stands above it
        role="listbox"
        id={`${id}-list`}
        aria-label={t("palette.found")}
        className="max-h-[50dvh] overflow-y-auto p-2"
      >
        {choices.map((choice, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- its keys are those of the field above
          <div
            key={choice.key}
            id={`${id}-${choice.key}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it belongs to the list above
            role="option"
            tabIndex={-1}
            aria-selected={choice === chosen}
            onClick={() => go(choice)}
            onPointerMove={() => setAt(index)}
            className="flex min-h-10 cursor-default items-baseline gap-2 rounded-lg px-3 py-2 text-sm aria-selected:bg-sunken"
          >
            <bdi className="truncate font-medium">{choice.name}</bdi>
            {choice.hint !== undefined && <bdi className="truncate text-muted">{choice.hint}</bdi>}
            <span className="ms-auto shrink-0 text-xs text-muted">{choice.group}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="px-5 pb-5 text-sm text-muted">{t("palette.nothing")}</p>}
    </dialog>
  );
}

function useChoices(text: string) {
  const { data: me } = useSuspenseQuery(meQuery);
  const conversations = itemsOf(useInfiniteQuery(conversationsQuery).data);
  const { data: people = [] } = useQuery({ ...peopleQuery(useSettled(text, 150)), placeholderData: keepPreviousData });
  const isDevelopment = useIsDevelopment();
  return choicesOf(text, { me, conversations, people: text === "" ? [] : people, isDevelopment });
}
