import type { NotificationType, Subject } from "./contract.ts";

/** What somebody posted or said. Whoever may not see it any more is not told of it; who is told reads how it begins. */
export type Writing = { postId: string; commentId?: string };

/** What one user is to be told because of an event, before it is known who is who and who may see what. */
export type Draft = {
  type: NotificationType;
  /** Who is told. */
  userId: string;
  /** Who did it; nobody where it came about by itself. */
  actorId: string | null;
  /** The deed: done again, it is not told again. */
  key: string;
  /** What the actor did, to go on after their name; with its group it says how many there were. */
  deed?: string;
  /** In place of it, where the name of whoever did it matters to nobody. */
  title?: string;
  /** What more there is to say; of a writing it is how that begins. */
  message?: string;
  writing?: Writing;
  /** A path of the console; of a person it is where their profile is. */
  link: string | { profileOf: string };
  metadata: Partial<Record<Subject, string>>;
  /** Unread ones of the same type and group are one. */
  groupKey: string | null;
};
