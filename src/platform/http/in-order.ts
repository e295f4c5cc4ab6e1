import type { Context, ErrorHandler, Handler, Next } from "hono";

/**
 * One handler made of several, each of which may call the next, as Hono composes them; but only promises are waited
 * for. Hono waits for whatever a handler gives, and each wait costs a read that is answered from memory.
 *
 * What one throws becomes the answer of `onError` there: who called it finds an answer, never an error.
 */
export function inOrder(handlers: Handler[], onError: ErrorHandler): Handler {
  const callFrom = (c: Context, at: number): Promise<void> | void => {
    let isNextCalled = false;
    const next = () => {
      if (isNextCalled) throw new Error("a handler calls the next one twice");
      isNextCalled = true;
      return callFrom(c, at + 1);
    };
    const fail = (error: unknown) =>
      // What is thrown need not be an error; ours takes anything.
      whenDone(onError(error as Error, c), (answer) => {
        c.res = answer;
      });
    const settle = (answer: Response | undefined) => {
      if (c.finalized) return undefined;
      if (answer) c.res = answer;
      else if (!isNextCalled) return fail(new Error("a handler neither answers nor calls the next one"));
      return undefined;
    };
    try {
      // Hono's types know of promises alone.
      const result = handlers[at] ? handlers[at](c, next as Next) : c.notFound();
      return isPromise(result) ? result.then(settle, fail) : settle(result);
    } catch (error) {
      return fail(error);
    }
  };
  return (c) =>
    whenDone(callFrom(c, 0), () => {
      if (c.finalized) return c.res;
      throw new Error("a handler does not wait for the next one");
    });
}

/** Does what comes after something that may have to be waited for: at once, where it need not. */
export function whenDone<T, R>(first: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(first) ? first.then(then) : then(first);
}

/** A call of a Durable Object gives what has a `then` and is no `Promise`. */
function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return value instanceof Promise || (typeof value === "object" && value !== null && "then" in value);
}
