import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { Counters } from "../activity/contract.ts";
import { Attachment, AttachmentId } from "../attachments/contract.ts";
import { SpaceId } from "../spaces/contract.ts";
import { Username, UserSummary } from "../users/contract.ts";

export const PostId = idSchema("post");
export const CommentId = idSchema("cmt");

/** So many files one post can have. */
const maxAttachments = 10;

/** Text is stored as it was written; whoever shows it escapes it. */
const Content = z
  .string()
  .min(1)
  .max(10_000)
  .refine((text) => text.trim() !== "", "must not be blank")
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

export const NewPost = z.strictObject({
  content: Content,
  spaceId: SpaceId.optional(),
  attachments: z.array(AttachmentId).max(maxAttachments).optional(),
});
export type NewPost = z.infer<typeof NewPost>;

export const ChangedContent = z.strictObject({ content: Content });

/** A post as somebody who may see it does. */
export const Post = z
  .object({
    id: PostId,
    author: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
    spaceId: SpaceId.nullable(),
    content: z.string(),
    attachments: z.array(Attachment),
    counters: Counters.meta({
      description: "of one post as of now; in lists as of some moments ago, and without viewers, which are live",
    }),
    liked: z.boolean().meta({ description: "by oneself" }),
    hidden: z.boolean().meta({ description: "by a moderator: only its author and moderators still see it" }),
    createdAt: Timestamp,
    editedAt: Timestamp.nullable(),
  })
  .meta({ id: "Post" });
export type Post = z.infer<typeof Post>;

export const NewComment = z.strictObject({
  content: Content,
  parentId: CommentId.optional().meta({ description: "the comment that it answers, which must be no answer itself" }),
});
export type NewComment = z.infer<typeof NewComment>;

/** A comment. One that is gone, or not for this reader, stays as a mark without author and content where it has answers. */
export const Comment = z
  .object({
    id: CommentId,
    postId: PostId,
    parentId: CommentId.nullable(),
    author: UserSummary.nullable(),
    content: z.string().nullable().meta({ description: "null where only the mark is left" }),
    likes: z.int(),
    liked: z.boolean(),
    replies: z.int(),
    hidden: z.boolean(),
    createdAt: Timestamp,
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
  })
  .meta({ id: "Comment" });
export type Comment = z.infer<typeof Comment>;

/** What a feed is made of. */
export type Feed =
  | { kind: "home" | "global" }
  | { kind: "space"; spaceId: string }
  | { kind: "user"; username: string };

const feedPattern = "^(home|global|space:space_[0-7][0-9a-hjkmnp-tv-z]{25}|user:[a-z0-9_]{3,30})$";

export const FeedQuery = PageQuery.extend({
  feed: z
    .string()
    .meta({ pattern: feedPattern })
    .default("home")
    .transform((text, context) => feedOf(text) ?? refused(context)),
});

function refused(context: z.RefinementCtx): never {
  context.addIssue({ code: "custom", message: "must be home, global, space:<id> or user:<username>" });
  return z.NEVER;
}

function feedOf(text: string): Feed | undefined {
  const at = text.indexOf(":");
  const [kind, name] = [text.slice(0, at), text.slice(at + 1)];
  if (text === "home" || text === "global") return { kind: text };
  if (kind === "space" && SpaceId.safeParse(name).success) return { kind, spaceId: name };
  if (kind === "user" && Username.safeParse(name).success) return { kind, username: name };
  return undefined;
}

export const SearchQuery = PageQuery.extend({
  q: z.string().trim().min(1).max(200),
  in: z.enum(["posts", "users", "spaces"]).default("posts"),
});
