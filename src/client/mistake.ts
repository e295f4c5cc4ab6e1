/** Calls the application. A mistake in it is reported as its own, and stops nothing here. */
export function callOut(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
