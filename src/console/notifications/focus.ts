/** What each item of a list has: what opens it, or, where it is about to be removed, what keeps it. */
const stops = "[data-way], [data-undo]";

/** The items of a list that the focus moves among, in their order. */
export function stopsIn(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(stops)];
}

export function focusUndo(id: string): void {
  focusWhenShown(`[data-notification="${id}"] [data-undo]`);
}

export function focusWay(id: string): void {
  focusWhenShown(`[data-notification="${id}"] [data-way]`);
}

/** The focus goes on from an item that is about to disappear. */
export function moveFocusFrom(id: string): void {
  const item = document.querySelector(`[data-notification="${id}"]`);
  const list = item?.closest<HTMLElement>("[data-notifications]");
  if (!item?.contains(document.activeElement) || !list) return;
  const all = stopsIn(list);
  const at = all.findIndex((stop) => item.contains(stop));
  (all[at + 1] ?? all[at - 1] ?? list).focus();
}

/** Menus give the focus back when they close, so this comes after that. */
function focusWhenShown(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
