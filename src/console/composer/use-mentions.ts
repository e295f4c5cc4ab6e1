import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { flushSync } from "react-dom";
import { begunName, type Mentionable, whoIsMeant, withName } from "./mentionable.ts";

type MentionsOptions = {
  people: Mentionable[];
  text: string;
  area: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
};

/** Completes a name that was begun with "@": arrows choose, Enter and Tab take it, Escape leaves what is written. */
export function useMentions({ people, text, area, onChange }: MentionsOptions) {
  const id = useId();
  const [caret, setCaret] = useState(text.length);
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<number | null>(null);
  const begun = begunName(text, caret);
  const found = begun && begun.at !== left ? whoIsMeant(people, begun) : [];
  const current = Math.min(chosen, found.length - 1);

  const take = (person: Mentionable) => {
    if (!begun) return;
    const next = withName(text, begun, person);
    setChosen(0);
    setCaret(next.caret);
    // The caret is put into the text as it is then.
    flushSync(() => onChange(next.text));
    area.current?.setSelectionRange(next.caret, next.caret);
  };
  /** @returns whether the key was meant for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const person = found[current];
    if (!person || event.shiftKey) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setChosen((current + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(person);
    else if (event.key === "Escape") setLeft(begun?.at ?? null);
    else return false;
    event.preventDefault();
    return true;
  };
  const onCaret = (next: number) => {
    setCaret(next);
    if (begunName(text, next) === null) setLeft(null);
  };
  const isOpen = found.length > 0;
  const areaProps = {
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-controls": isOpen ? id : undefined,
    "aria-activedescendant": isOpen ? `${id}-${current}` : undefined,
  } as const;
  return { id, found, current, take, onKeyDown, onCaret, areaProps };
}

export type Mentions = ReturnType<typeof useMentions>;
