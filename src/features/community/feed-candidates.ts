import { type SQL, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { isPlaceFor } from "./access.ts";

/** So many of the newest posts before a place, for somebody. */
export type Range = { viewerId: string; before: number; count: number };

/** A post that belongs into a feed; `isLeftOut` where it is not for the viewer, as {@link isLeftOut} says. */
export type Candidate = { position: number; id: string; authorId: string; isLeftOut: 0 | 1 };

/**
 * What somebody's home feed is made of. In each source (a person whom they follow or themselves, a space of
 * theirs) the newest post is looked up; only the sources whose newest posts are the newest can have any of
 * the posts that are wanted, so of these alone as many are read. That is a row for each source and at most
 * `count` times `count` more, however many posts there are.
 */
export function homeCandidates({ db }: DatabaseDeps, range: Range): Promise<Candidate[]> {
  return db.all<Candidate>(homeQuery(range));
}

export function homeQuery({ viewerId, before, count }: Range): SQL {
  return sql`
    WITH heads AS (
      SELECT 'author' AS kind, followed_id AS source, (
        SELECT position FROM posts INDEXED BY posts_by_author
          WHERE author_id = followed_id AND is_private = 0 AND hidden_at IS NULL AND position < ${before}
          ORDER BY position DESC LIMIT 1
      ) AS head FROM follows WHERE follower_id = ${viewerId}
      UNION ALL
      SELECT 'author', ${viewerId}, (
        SELECT position FROM posts INDEXED BY posts_by_author
          WHERE author_id = ${viewerId} AND is_private = 0 AND hidden_at IS NULL AND position < ${before}
          ORDER BY position DESC LIMIT 1
      )
      UNION ALL
      SELECT 'space', space_members.space_id, (
        SELECT position FROM posts INDEXED BY posts_by_space
          WHERE posts.space_id = space_members.space_id AND hidden_at IS NULL AND position < ${before}
          ORDER BY position DESC LIMIT 1
      ) FROM space_members WHERE user_id = ${viewerId}
    ),
    sources AS MATERIALIZED (SELECT kind, source FROM heads WHERE head IS NOT NULL ORDER BY head DESC LIMIT ${count}),
    newest AS (
      SELECT posts.position FROM sources CROSS JOIN posts WHERE kind = 'author' AND posts.position IN (
        SELECT own.position FROM posts AS own INDEXED BY posts_by_author
          WHERE own.author_id = source AND own.is_private = 0 AND own.hidden_at IS NULL AND own.position < ${before}
          ORDER BY own.position DESC LIMIT ${count}
      )
      UNION
      SELECT posts.position FROM sources CROSS JOIN posts WHERE kind = 'space' AND posts.position IN (
        SELECT own.position FROM posts AS own INDEXED BY posts_by_space
          WHERE own.space_id = source AND own.hidden_at IS NULL AND own.position < ${before}
          ORDER BY own.position DESC LIMIT ${count}
      )
    )
    ${shown(viewerId, sql`SELECT position FROM newest ORDER BY position DESC LIMIT ${count}`)}`;
}

/** What everybody may see. */
export function globalCandidates({ db }: DatabaseDeps, range: Range): Promise<Candidate[]> {
  return db.all<Candidate>(globalQuery(range));
}

export function globalQuery({ viewerId, before, count }: Range): SQL {
  return shown(
    viewerId,
    sql`SELECT position FROM posts INDEXED BY posts_public
      WHERE is_private = 0 AND hidden_at IS NULL AND position < ${before} ORDER BY position DESC LIMIT ${count}`,
  );
}

/** What was posted in a space, of which somebody else has found out whether the viewer may see it. */
export function spaceCandidates({ db }: DatabaseDeps, range: Range, spaceId: string): Promise<Candidate[]> {
  return db.all<Candidate>(spaceQuery(range, spaceId));
}

export function spaceQuery({ viewerId, before, count }: Range, spaceId: string): SQL {
  return shown(
    viewerId,
    sql`SELECT position FROM posts INDEXED BY posts_by_space
      WHERE space_id = ${spaceId} AND hidden_at IS NULL AND position < ${before} ORDER BY position DESC LIMIT ${count}`,
  );
}

/** What a user has posted for everybody, and in private spaces that the viewer is in, too. */
export function userCandidates({ db }: DatabaseDeps, range: Range, authorId: string): Promise<Candidate[]> {
  return db.all<Candidate>(userQuery(range, authorId));
}

export function userQuery({ viewerId, before, count }: Range, authorId: string): SQL {
  return sql`
    WITH found AS (
      SELECT position FROM (
        SELECT position FROM posts INDEXED BY posts_by_author
          WHERE author_id = ${authorId} AND is_private = 0 AND hidden_at IS NULL AND position < ${before}
          ORDER BY position DESC LIMIT ${count}
      )
      UNION
      SELECT posts.position FROM space_members CROSS JOIN posts WHERE user_id = ${viewerId} AND posts.position IN (
        SELECT own.position FROM posts AS own INDEXED BY posts_by_author_in_space
          WHERE own.space_id = space_members.space_id AND own.author_id = ${authorId}
            AND own.hidden_at IS NULL AND own.position < ${before}
          ORDER BY own.position DESC LIMIT ${count}
      )
    )
    ${shown(viewerId, sql`SELECT position FROM found ORDER BY position DESC LIMIT ${count}`)}`;
}

/** The posts at these positions, with whether they are for the viewer. */
function shown(viewerId: string, positions: SQL): SQL {
  return sql`
    SELECT posts.position, posts.id, posts.author_id AS authorId, ${isLeftOut(viewerId)} AS isLeftOut
    FROM (${positions}) AS page CROSS JOIN posts ON posts.position = page.position ORDER BY page.position DESC`;
}

/** That a row of `posts` is in a place closed to the viewer, or that one of author and viewer has blocked the other. */
export function isLeftOut(viewerId: string): SQL {
  return sql`(
    NOT ${isPlaceFor(sql`${viewerId}`)}
    OR EXISTS (SELECT 1 FROM blocks WHERE blocker_id = ${viewerId} AND blocked_id = posts.author_id)
    OR EXISTS (SELECT 1 FROM blocks WHERE blocker_id = posts.author_id AND blocked_id = ${viewerId})
  )`;
}
