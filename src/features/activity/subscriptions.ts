import { migrate } from "../../platform/db/object-schema.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { RelayReport } from "./audience.ts";
import type { Follow } from "./deps.ts";
import { Followers } from "./followers.ts";

const schema = [
  `
    CREATE TABLE subscriptions (
      topic TEXT NOT NULL, user_id TEXT NOT NULL, connection_id TEXT NOT NULL,
      PRIMARY KEY (topic, user_id, connection_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX subscriptions_of_connection ON subscriptions (connection_id);
    CREATE TABLE vanished (connection_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE topics (topic TEXT PRIMARY KEY, revision INTEGER NOT NULL, told INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX untold_topics ON topics (revision) WHERE revision > told;
    CREATE TABLE sequence (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;
    INSERT INTO sequence (one, last) VALUES (1, 0);
  `,
  "DROP TABLE vanished",
];

type Standing = Omit<RelayReport, "relay">;

type Subscription = { topic: string; connection_id: string };

/**
 * What the sockets of one relay follow, and what their topics do not know of it yet.
 *
 * Each change of a topic's audience gets the next number of one sequence; until the topic has been told of
 * that number it is owed a report. So nothing is lost that a crash cuts off, and of two reports the topic
 * knows the newer one, also when all that the relay knew of it was gone in between.
 */
export class Subscriptions {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #followers: Followers;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    migrate(storage, "subscriptions", schema);
    this.#followers = new Followers((topic) => this.#readConnections(topic));
  }

  /** How many topics a socket follows, were these among them. */
  countWith(connectionId: string, topics: string[]): number {
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM (
           SELECT topic FROM subscriptions WHERE connection_id = ? UNION SELECT value FROM json_each(?))`,
        connectionId,
        JSON.stringify(topics),
      )
      .one().n;
  }

  /** @returns those that the socket did not follow before. All of them are owed a report. */
  add({ connectionId, userId }: SocketIdentity, topics: string[]): string[] {
    const added = this.#storage.transactionSync(() => {
      const rows = this.#sql.exec<{ topic: string }>(
        `INSERT INTO subscriptions (topic, user_id, connection_id) SELECT value, ?, ? FROM json_each(?) WHERE true
           ON CONFLICT DO NOTHING RETURNING topic`,
        userId,
        connectionId,
        JSON.stringify(topics),
      );
      const names = topicsIn(rows);
      this.#touch(topics);
      return names;
    });
    for (const topic of added) this.#followers.add(topic, connectionId);
    return added;
  }

  /** @returns those of the topics that the socket followed. */
  remove(connectionId: string, topics: string[]): string[] {
    return this.#removing(() =>
      this.#sql.exec<Subscription>(
        `DELETE FROM subscriptions WHERE connection_id = ? AND topic IN (SELECT value FROM json_each(?))
           RETURNING topic, connection_id`,
        connectionId,
        JSON.stringify(topics),
      ),
    );
  }

  /** Ends these on all sockets of their users. @returns the topics that somebody followed. */
  removeFollows(follows: Follow[]): string[] {
    return this.#removing(() =>
      this.#sql.exec<Subscription>(
        `DELETE FROM subscriptions WHERE (topic, user_id) IN (
           SELECT value ->> 'topic', value ->> 'userId' FROM json_each(?)) RETURNING topic, connection_id`,
        JSON.stringify(follows),
      ),
    );
  }

  /** @returns what a socket that is gone followed. */
  removeConnection(connectionId: string): string[] {
    return this.#removing(() =>
      this.#sql.exec<Subscription>(
        "DELETE FROM subscriptions WHERE connection_id = ? RETURNING topic, connection_id",
        connectionId,
      ),
    );
  }

  /** Forgets the sockets that are not among these: they died with the object, or unnoticed. */
  keepOnly(connectionIds: Iterable<string>): void {
    this.#removing(() =>
      this.#sql.exec<Subscription>(
        `DELETE FROM subscriptions WHERE connection_id NOT IN (SELECT value FROM json_each(?))
           RETURNING topic, connection_id`,
        JSON.stringify([...connectionIds]),
      ),
    );
  }

  /** Forgets a topic that is there no more. */
  removeTopic(topic: string): void {
    this.#storage.transactionSync(() => {
      this.#sql.exec("DELETE FROM subscriptions WHERE topic = ?", topic);
      this.#sql.exec("DELETE FROM topics WHERE topic = ?", topic);
    });
    this.#followers.forget(topic);
  }

  /** Some of what is followed here, in the order of the names. */
  topicsAfter(topic: string, limit: number): string[] {
    return topicsIn(
      this.#sql.exec<{ topic: string }>(
        "SELECT DISTINCT topic FROM subscriptions WHERE topic > ? ORDER BY topic LIMIT ?",
        topic,
        limit,
      ),
    );
  }

  /** What some connections follow. */
  followedBy(connectionIds: string[]): string[] {
    return topicsIn(
      this.#sql.exec<{ topic: string }>(
        "SELECT DISTINCT topic FROM subscriptions WHERE connection_id IN (SELECT value FROM json_each(?))",
        JSON.stringify(connectionIds),
      ),
    );
  }

  /** Some of those who follow these topics, after a place in the order of topics and users. */
  followsAfter({ topic, userId }: Follow, topics: string[], limit: number): Follow[] {
    return this.#sql
      .exec<Follow>(
        `SELECT DISTINCT topic, user_id AS userId FROM subscriptions
           WHERE topic IN (SELECT value FROM json_each(?)) AND (topic, user_id) > (?, ?)
           ORDER BY topic, user_id LIMIT ?`,
        JSON.stringify(topics),
        topic,
        userId,
        limit,
      )
      .toArray();
  }

  /** The connections that follow a topic; without a row read once they are known. */
  connectionsOf(topic: string): ReadonlySet<string> {
    return this.#followers.of(topic);
  }

  /** How a topic's audience stands here; undefined when the topic knows that there is none. */
  standingOf(topic: string): Standing | undefined {
    const row = this.#sql
      .exec<{ revision: number; viewers: number; sockets: number }>(
        `SELECT revision,
           (SELECT count(DISTINCT user_id) FROM subscriptions AS s WHERE s.topic = topics.topic) AS viewers,
           EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.topic = topics.topic) AS sockets
         FROM topics WHERE topic = ?`,
        topic,
      )
      .toArray()[0];
    return row && { revision: row.revision, viewers: row.viewers, isListening: row.sockets > 0 };
  }

  /** Notes that the topic knows of this revision. A topic that nobody follows is forgotten then. */
  setTold(topic: string, revision: number): void {
    this.#storage.transactionSync(() => {
      this.#sql.exec("UPDATE topics SET told = ? WHERE topic = ? AND told < ?", revision, topic, revision);
      this.#sql.exec(
        `DELETE FROM topics WHERE topic = ? AND told >= revision
           AND NOT EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.topic = topics.topic)`,
        topic,
      );
    });
  }

  /** Some of the topics that are owed a report, those that wait longest first. */
  untold(limit: number): string[] {
    return topicsIn(
      this.#sql.exec<{ topic: string }>(
        "SELECT topic FROM topics WHERE revision > told ORDER BY revision LIMIT ?",
        limit,
      ),
    );
  }

  get isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM topics LIMIT 1").toArray().length === 0;
  }

  #readConnections(topic: string): string[] {
    return this.#sql
      .exec<{ connection_id: string }>("SELECT connection_id FROM subscriptions WHERE topic = ?", topic)
      .toArray()
      .map((row) => row.connection_id);
  }

  #removing(remove: () => Iterable<Subscription>): string[] {
    const { removed, topics } = this.#storage.transactionSync(() => {
      const rows = [...remove()];
      const names = [...new Set(topicsIn(rows))];
      this.#touch(names);
      return { removed: rows, topics: names };
    });
    for (const { topic, connection_id: id } of removed) this.#followers.remove(topic, id);
    return topics;
  }

  #touch(topics: string[]): void {
    if (topics.length === 0) return;
    this.#sql.exec("UPDATE sequence SET last = last + 1");
    this.#sql.exec(
      `INSERT INTO topics (topic, revision, told) SELECT value, (SELECT last FROM sequence), 0 FROM json_each(?) WHERE true
         ON CONFLICT (topic) DO UPDATE SET revision = excluded.revision`,
      JSON.stringify(topics),
    );
  }
}

function topicsIn(rows: Iterable<{ topic: string }>): string[] {
  return Array.from(rows, ({ topic }) => topic);
}
