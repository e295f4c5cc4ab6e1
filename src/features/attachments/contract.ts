import { z } from "zod";
import { idSchema } from "../../platform/ids/typeid.ts";

/** What one file may have. */
export const maxAttachmentBytes = 25 * 1024 * 1024;

export const AttachmentId = idSchema("file");

/** A file that somebody uploaded; `url` is where those fetch it who may see it. */
export const Attachment = z
  .object({
    id: AttachmentId,
    name: z.string(),
    type: z.string().meta({ description: "the media type, found by its content" }),
    size: z.int().meta({ description: "bytes" }),
    url: z.string().meta({ description: "a path of this service" }),
  })
  .meta({ id: "Attachment" });
export type Attachment = z.infer<typeof Attachment>;

/** What a file is called, as its uploader says; parts that would harm a file system or a reader are left out. */
export const UploadQuery = z.strictObject({ name: z.string().max(255).optional() });

/** The kinds of file that are taken, whatever a client says that it sends. */
export const attachmentTypes = ["image/*", "audio/*", "video/*", "application/pdf", "application/zip", "text/plain"];
