import { type Context, Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotentStream } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { Attachment, AttachmentId, attachmentTypes, maxAttachmentBytes, UploadQuery } from "./contract.ts";
import type { AttachmentsDeps } from "./deps.ts";
import { findAttachment } from "./read.ts";
import { serveAttachment } from "./serve.ts";
import { uploadAttachment } from "./upload.ts";

export const attachmentRoutes = new Hono<FeatureEnv<AttachmentsDeps>>()
  .post(
    "/attachments",
    requireScope("chat.write", "community.write"),
    limitUser("UPLOAD"),
    idempotentStream(maxAttachmentBytes),
    endpoint({
      summary: "Upload a file, as it is; it is removed after a day unless it is sent somewhere",
      query: UploadQuery,
      rawBody: { mediaTypes: attachmentTypes, maxBytes: maxAttachmentBytes },
      responses: { 201: Attachment },
      problems: ["BODY_INCOMPLETE"],
    }),
    async (c) => {
      const { name } = c.req.valid("query");
      const file = await uploadAttachment(c.var.deps, { ownerId: c.var.session.userId, name, ...sentWith(c) });
      return c.json(file, 201, { location: file.url });
    },
  )
  .get(
    "/attachments/:id",
    requireScope("chat.read", "community.read"),
    endpoint({
      summary: "A file's content, for its owner and for whom it was sent to; ranges of bytes are served",
      params: z.strictObject({ id: AttachmentId }),
      responses: { 200: { mediaTypes: attachmentTypes }, 206: { mediaTypes: attachmentTypes }, 304: null },
      problems: ["NOT_FOUND", "RANGE_NOT_SATISFIABLE"],
    }),
    async (c) => {
      const { userId: viewerId, scopes } = c.var.session;
      const wanted = { id: c.req.valid("param").id, viewerId, scopes };
      return serveAttachment(c, c.var.deps, await findAttachment(c.var.deps, wanted));
    },
  );

function sentWith(c: Context) {
  const length = c.req.header("content-length");
  return {
    declaredType: c.req.header("content-type") ?? "",
    length: length !== undefined && /^\d+$/.test(length) ? Number(length) : null,
    body: c.req.raw.body,
  };
}
