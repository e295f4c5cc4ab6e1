type Tab = { navigator: { locks: { request<T>(name: string, work: () => Promise<T>): Promise<T> } } };

/**
 * Runs `work` while no other tab of this site runs work of the same name.
 * Where Web Locks are missing (outside browsers) it simply runs.
 */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const scope: object = globalThis;
  return hasLocks(scope) ? scope.navigator.locks.request(name, work) : work();
}

function hasLocks(scope: object): scope is Tab {
  return "navigator" in scope && typeof scope.navigator === "object" && !!scope.navigator && "locks" in scope.navigator;
}
