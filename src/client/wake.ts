type Page = {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
};

const signs = ["online", "offline", "visibilitychange", "pageshow"];

/**
 * Calls back when a page has reason to doubt its connections, or to hope for new ones: the network came
 * or went, the tab came to the front, the machine woke up. Outside browsers, never.
 *
 * @returns how to stop.
 */
export function onWake(listener: () => void): () => void {
  // Only pages have these; `visibilitychange` bubbles from the document to the window.
  const page: Page = globalThis;
  for (const sign of signs) page.addEventListener?.(sign, listener);
  return () => {
    for (const sign of signs) page.removeEventListener?.(sign, listener);
  };
}
