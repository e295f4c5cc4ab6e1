import { lazyRouteComponent } from "@tanstack/react-router";
import { RequestFailed } from "./request-failed.ts";

const fetches: (() => Promise<unknown>)[] = [];

/** A part of the console: `name` of a module that is fetched when it is first needed. */
export function part<M extends Record<string, unknown>, K extends keyof M>(load: () => Promise<M>, name: K) {
  fetches.push(load);
  return lazyRouteComponent(() => load().catch(explain), name);
}

/** Fetches every part while there is nothing else to do, so that each is there at once, and without a network too. */
export function fetchAllParts(): void {
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll);
  else setTimeout(fetchAll, 1_000);
}

/** One that can't be fetched now is fetched when it is needed. */
function fetchAll(): void {
  for (const load of fetches) load().catch(() => undefined);
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
