import { useSyncExternalStore } from "react";
import { failureText } from "../app/failure-text.ts";
import { failureOf } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { IconButton } from "./icon-button.tsx";
import { CloseIcon } from "./icons.tsx";

type Toast = { id: number; text: string };

const shownMs = 8_000;
const most = 3;
let toasts: Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Tells of something that has no place of its own on the page; it goes by itself. */
export function tellBriefly(text: string): void {
  lastId += 1;
  const id = lastId;
  become([...toasts.filter((toast) => toast.text !== text), { id, text }].slice(-most));
  setTimeout(() => dismiss(id), shownMs);
}

/** Tells why something that was asked for did not happen. */
export function tellFailure(error: unknown): void {
  tellBriefly(failureText(failureOf(error)));
}

/** What was told lately, over every page. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <output className="fixed inset-x-4 bottom-24 z-30 mx-auto grid max-w-md gap-2">
      {shown.map(({ id, text }) => (
        <span
          key={id}
          className="flex animate-appear items-center gap-2 rounded-xl bg-ink py-1 ps-4 pe-1 text-sm text-canvas shadow-lg"
        >
          <span className="flex-1 py-1.5">{text}</span>
          <IconButton label={t("ui.dismiss")} className="text-canvas!" onClick={() => dismiss(id)}>
            <CloseIcon />
          </IconButton>
        </span>
      ))}
    </output>
  );
}

function dismiss(id: number): void {
  become(toasts.filter((toast) => toast.id !== id));
}

function become(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
