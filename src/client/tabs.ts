type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
};
type Page = { document: unknown; BroadcastChannel: new (name: string) => Channel };

/**
 * What this page and the other tabs of its site tell each other; nothing of it is ever in storage.
 * Outside browsers there are no other tabs.
 */
export class Tabs<Message> {
  readonly #channel: Channel | null;

  /** @param onMessage called with what other tabs say, never with one's own words */
  constructor(name: string, onMessage: (message: Message) => void) {
    const scope: object = globalThis;
    this.#channel = isPage(scope) ? new scope.BroadcastChannel(name) : null;
    // Only pages of this site can speak here, and they speak this language.
    this.#channel?.addEventListener("message", ({ data }) => onMessage(data as Message));
  }

  get areThere(): boolean {
    return this.#channel !== null;
  }

  tell(message: Message): void {
    this.#channel?.postMessage(message);
  }
}

function isPage(scope: object): scope is Page {
  return "document" in scope && "BroadcastChannel" in scope;
}
