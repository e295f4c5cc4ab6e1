import { lazyRouteComponent } from "@tanstack/react-router";
import { RequestFailed } from "./request-failed.ts";

const waiting: (() => Promise<unknown>)[] = [];
let isIdleUsed = false;
let isFetching = false;

/** A part of the console: `name` of a module that is fetched when it is first needed. */
export function part<M extends Record<string, unknown>, K extends keyof M>(load: () => Promise<M>, name: K) {
  const loadNow = ahead(load);
  return lazyRouteComponent(() => loadNow(), name);
}

/** A way to load something that is fetched when it is first needed, or before that while there is nothing else to do. */
export function ahead<T>(load: () => Promise<T>): () => Promise<T> {
  waiting.push(load);
  if (isIdleUsed) fetchNext();
  return () => load().catch(explain);
}

/** Fetches every part while there is nothing else to do, so that each is there at once, and without a network too. */
export function fetchAllParts(): void {
  isIdleUsed = true;
  fetchNext();
}

/**
 * One after another: all at once would keep the page from answering. What was named last comes first, for it belongs to
 * the page that is shown. One that can't be fetched now is when it is needed.
 */
function fetchNext(): void {
  if (isFetching) return;
  const load = waiting.pop();
  if (!load) return;
  isFetching = true;
  const goOn = () => {
    isFetching = false;
    fetchNext();
  };
  whenIdle(() => void load().then(goOn, goOn));
}

function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 300 });
  else setTimeout(act, 200);
}

/** Where the server answers, this page is older than it is, and the router has it loaded anew; else that is to be said. */
async function explain(error: unknown): Promise<never> {
  if (await isServerThere()) throw error;
  throw new RequestFailed({ code: "NETWORK", status: 0, detail: "A part of the page is missing.", requestId: null });
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch("/", { method: "HEAD" })).ok;
  } catch {
    return false;
  }
}
