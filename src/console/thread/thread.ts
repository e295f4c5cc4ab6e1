import type { Message } from "../../client/index.ts";

/** What one is about to do with a message, in the place where one writes. */
export type About = { kind: "reply" | "edit"; message: Message };

/** What every message of a thread needs to know of it. */
export type Thread = {
  conversationId: string;
  meId: string;
  meUsername: string;
  /** What its members are called, by their ids. */
  names: Map<string, string>;
  /** Whether one may take back what others said. */
  mayRemoveOthers: boolean;
  messageOf: (messageId: string) => Message | undefined;
  onAbout: (about: About) => void;
  onOpen: (seq: number) => void;
};
