/** What live activity in a space is about, as `activity` names it. */
export function topicOfSpace(spaceId: string): string {
  return `space:${spaceId}`;
}
