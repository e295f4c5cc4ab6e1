import { vi } from "vitest";

type Listener = (event: { data: unknown }) => void;

/**
 * What the tabs of one browser share, for clients in one process: Web Locks, and channels that reach everybody
 * but the speaker, a moment later. `document` says that this is a page.
 */
export function stubBrowser(): void {
  const channels = new Map<string, Set<Listener>>();
  const turns = new Map<string, Promise<unknown>>();
  vi.stubGlobal("document", {});
  vi.stubGlobal("navigator", {
    locks: {
      request: (name: string, work: () => Promise<unknown>) => {
        const turn = (turns.get(name) ?? Promise.resolve()).then(work);
        turns.set(
          name,
          turn.catch(() => {}),
        );
        return turn;
      },
    },
  });
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      readonly #name: string;
      #own: Listener | null = null;

      constructor(name: string) {
        this.#name = name;
      }

      addEventListener(_: "message", listener: Listener): void {
        this.#own = listener;
        channels.set(this.#name, (channels.get(this.#name) ?? new Set()).add(listener));
      }

      postMessage(data: unknown): void {
        const copy: unknown = structuredClone(data);
        for (const listener of channels.get(this.#name) ?? []) {
          if (listener !== this.#own) setTimeout(() => listener({ data: copy }), 1);
        }
      }
    },
  );
}
