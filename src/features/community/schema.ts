import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Attachment } from "../attachments/contract.ts";

/**
 * What people have posted. `position` is the order of all feeds, and what the full-text index knows a post by;
 * it ends every index by itself, so that each of them gives its posts newest first.
 */
export const posts = sqliteTable(
  "posts",
  {
    position: integer().primaryKey(),
    id: text().notNull().unique(),
    authorId: text().notNull(),
    spaceId: text(),
    /**
     * Whether its space is, or was a moment ago: a trigger of `spaces` follows what is changed there for the newest
     * posts, {@link visibilityChanges} for the others. For the indexes alone; who may see it the space says.
     */
    isPrivate: integer({ mode: "boolean" }).notNull(),
    content: text().notNull(),
    attachments: text({ mode: "json" }).$type<Attachment[]>().notNull(),
    mentionedIds: text({ mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
    editedAt: integer(),
    /** Since when a moderator has hidden it, and who. */
    hiddenAt: integer(),
    hiddenBy: text(),
  },
  (table) => [
    index("posts_public").on(table.isPrivate, table.hiddenAt),
    index("posts_by_author").on(table.authorId, table.isPrivate, table.hiddenAt),
    index("posts_by_space").on(table.spaceId, table.hiddenAt),
    index("posts_by_privacy").on(table.spaceId, table.isPrivate),
    index("posts_by_author_in_space").on(table.spaceId, table.authorId, table.hiddenAt),
  ],
);

/**
 * Who likes a post: the truth of which its topic's counter is the sum. A like that was taken back leaves its
 * row, and each change counts its version up: so the topic knows which of two it hears of came later.
 */
export const postLikes = sqliteTable(
  "post_likes",
  {
    postId: text().notNull(),
    userId: text().notNull(),
    isLiked: integer({ mode: "boolean" }).notNull(),
    version: integer().notNull(),
    changedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.postId, table.userId] })],
);

/** What people say to posts. One that is deleted stays as a mark for as long as it has answers. */
export const comments = sqliteTable(
  "comments",
  {
    position: integer().primaryKey(),
    id: text().notNull().unique(),
    postId: text().notNull(),
    parentId: text(),
    authorId: text().notNull(),
    content: text().notNull(),
    mentionedIds: text({ mode: "json" }).$type<string[]>().notNull(),
    /** As many as it has rows in {@link commentLikes}: written in the same batch. */
    likes: integer().notNull().default(0),
    replies: integer().notNull().default(0),
    createdAt: integer().notNull(),
    editedAt: integer(),
    deletedAt: integer(),
    hiddenAt: integer(),
    hiddenBy: text(),
  },
  (table) => [index("comments_of_post").on(table.postId)],
);

export const commentLikes = sqliteTable(
  "comment_likes",
  {
    commentId: text().notNull(),
    userId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.commentId, table.userId] })],
);

export const departureKinds = ["post", "comment", "space"] as const;

/** Posts, comments and spaces that are gone, and whose belongings are still to be removed in bounded steps. */
export const departures = sqliteTable(
  "departures",
  {
    /** `post_…`, `cmt_…` or `space_…`. */
    id: text().primaryKey(),
    kind: text({ enum: departureKinds }).notNull(),
    departedAt: integer().notNull(),
    /** When something of it was last removed, or was to be: those that wait longest come first. */
    triedAt: integer().notNull(),
  },
  (table) => [index("departures_by_turn").on(table.kind, table.triedAt)],
);

/** Spaces that were opened or closed, and of which some posts are still marked as before. */
export const visibilityChanges = sqliteTable(
  "visibility_changes",
  {
    spaceId: text().primaryKey(),
    /** Those that wait longest come first. */
    triedAt: integer().notNull(),
  },
  (table) => [index("visibility_changes_by_turn").on(table.triedAt)],
);
