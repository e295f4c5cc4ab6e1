import { numberText } from "../app/number-text.ts";

/** What was put into a title, and in place of what. */
const shown = new WeakMap<Element, { bare: string; text: string }>();

/** Shows a count before the page's title and at the icon of the installed console. @returns how to show none again. */
export function showUnreadCount(count: number): () => void {
  const show = () => showInTitle(count);
  // Each page has its title, which comes and changes as pages do.
  const observer = new MutationObserver(show);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  show();
  void showAtIcon(count);
  return () => {
    observer.disconnect();
    showInTitle(0);
    void showAtIcon(0);
  };
}

function showInTitle(count: number): void {
  for (const title of document.head.querySelectorAll("title")) {
    const before = shown.get(title);
    const bare = before && before.text === title.textContent ? before.bare : title.textContent;
    const text = count === 0 ? bare : `(${numberText(count)}) ${bare}`;
    shown.set(title, { bare, text });
    if (title.textContent !== text) title.textContent = text;
  }
}

/** Where there is no such icon, nothing happens. */
async function showAtIcon(count: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  await navigator.setAppBadge(count).catch(() => undefined);
}
