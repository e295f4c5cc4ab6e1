const shownMs = 5_000;

/** Who is typing: shown for five seconds after the last start. */
export class Typing {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #tell: (userId: string, isTyping: boolean) => void;

  constructor(tell: (userId: string, isTyping: boolean) => void) {
    this.#tell = tell;
  }

  start(userId: string): void {
    const running = this.#timers.get(userId);
    clearTimeout(running);
    this.#timers.set(
      userId,
      setTimeout(() => this.stop(userId), shownMs),
    );
    if (running === undefined) this.#tell(userId, true);
  }

  stop(userId: string): void {
    const running = this.#timers.get(userId);
    if (running === undefined) return;
    clearTimeout(running);
    this.#timers.delete(userId);
    this.#tell(userId, false);
  }
}
