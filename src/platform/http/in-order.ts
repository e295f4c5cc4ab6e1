import type { Context, ErrorHandler, Handler, Next } from "hono";

/**
 * One handler made of several, each of which may call the next, as Hono composes them; but only promises are waited
 * for. Hono waits for whatever a handler gives, and each wait costs a read that is answered from memory.
 *
 * What one throws becomes the answer of `onError` there: who called it finds an answer, never an error.
 */
export function inOrder(handlers: Handler[], onError: ErrorHandler): Handler {
  const callFrom = (c: Context, at: number): Promise<void> | void => {
    const answer = (response: Response | undefined) => {
      if (response) c.res = response;
    };
    const answerOnce = (response: Response | undefined) => {
      if (!c.finalized) answer(response);
    };
    const fail = (error: Error) => whenDone(onError(error, c), answer);
    try {
      // Hono's types know of promises alone.
      const next = (() => callFrom(c, at + 1)) as Next;
      const result = handlers[at] ? handlers[at](c, next) : c.notFound();
      return result instanceof Promise ? result.then(answerOnce, fail) : answerOnce(result);
    } catch (error) {
      if (error instanceof Error) return fail(error);
      throw error;
    }
  };
  return (c) => whenDone(callFrom(c, 0), () => c.res);
}

/** Does what comes after something that may have to be waited for: at once, where it need not. */
export function whenDone<T, R>(first: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> {
  return first instanceof Promise ? first.then(then) : then(first);
}
