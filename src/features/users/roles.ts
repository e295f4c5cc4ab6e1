/** What each role permits. `ALL` stands for every permission there is. */
const permissionsOfRole: Record<string, string[]> = { admin: ["ALL"] };

export function permissionsOf(roles: string[]): string[] {
  return [...new Set(roles.flatMap((role) => permissionsOfRole[role] ?? []))];
}
