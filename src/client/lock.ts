type Tab = { navigator: { locks: { request<T>(name: string, work: () => Promise<T>): Promise<T> } } };

/**
 * Runs `work` while no other tab of this site runs work of the same name.
 * Outside browsers, where nothing is shared between programs, and where Web Locks are missing, it simply runs.
 */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const scope: object = globalThis;
  return hasLocks(scope) ? scope.navigator.locks.request(name, work) : work();
}

function hasLocks(scope: object): scope is Tab {
  const isBrowser = "document" in scope || "WorkerGlobalScope" in scope;
  return (
    isBrowser &&
    "navigator" in scope &&
    typeof scope.navigator === "object" &&
    !!scope.navigator &&
    "locks" in scope.navigator
  );
}
