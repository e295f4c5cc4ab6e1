/** Keys that only read, until every instance of the service has them. */
export const nextKeysName = "SECRET_KEYS_NEXT";

/**
 * The names under which an environment holds secret keys, the current ones first: what a rotation adds is a
 * setting of its own, `SECRET_KEYS_2` and so on, because a deployed secret cannot be read back to add to it.
 */
export function secretKeyNames(names: string[]): string[] {
  return names.filter((name) => rankOf(name) !== undefined).toSorted((a, b) => (rankOf(b) ?? 0) - (rankOf(a) ?? 0));
}

/** The setting that the next rotation adds. */
export function newSecretKeysName(names: string[]): { name: string; number: number } {
  const number = Math.max(1, ...names.flatMap((name) => rankOf(name) ?? [])) + 1;
  return { name: `SECRET_KEYS_${number}`, number };
}

/** All of an environment's keys in one text, or nothing where it has none. */
export function gatherSecretKeys(env: Record<string, unknown>): string | undefined {
  const values = secretKeyNames(Object.keys(env)).map((name) => ({ name, value: env[name] }));
  const kept = values.filter(
    ({ name, value }) =>
      typeof value === "string" &&
      value !== "" &&
      // A rotation that was cut off may have left it beside the setting that it became.
      !(name === nextKeysName && values.some((other) => other.name !== name && other.value === value)),
  );
  return kept.length === 0 ? undefined : kept.map(({ value }) => value).join(",");
}

function rankOf(name: string): number | undefined {
  if (name === "SECRET_KEYS") return 1;
  if (name === nextKeysName) return 0;
  const [, number] = /^SECRET_KEYS_([2-9]|[1-9]\d{1,2})$/.exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
}
