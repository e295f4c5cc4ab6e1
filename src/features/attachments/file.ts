import type { Attachment } from "./contract.ts";
import type { attachments } from "./schema.ts";

export type AttachmentRow = typeof attachments.$inferSelect;

/** Where the bytes are in the store: a name of our own, never one that somebody gave. */
export function keyOf(id: string): string {
  return `attachments/${id}`;
}

/** A file as those see it who may. */
export function render({ id, name, type, size }: AttachmentRow): Attachment {
  return { id, name, type, size, url: `/api/v1/attachments/${id}` };
}
