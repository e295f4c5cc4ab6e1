/** A job throws it when it knows how long nothing will be better: its next try waits at least so long. */
export class TryLater extends Error {
  override name = "TryLater";
  readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}
