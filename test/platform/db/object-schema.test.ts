import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { migrate } from "../../../src/platform/db/object-schema.ts";

const newObject = () => env.RATE_LIMITER.getByName(crypto.randomUUID());

const first = "CREATE TABLE things (name TEXT NOT NULL) STRICT; INSERT INTO things VALUES ('one')";
const second = "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7";

const things = (storage: DurableObjectStorage) => storage.sql.exec("SELECT * FROM things").toArray();

describe("the tables of an object", () => {
  test("get a step that was added since, and each step once", async ({ expect }) => {
    const object = newObject();
    await runInDurableObject(object, (_, { storage }) => migrate(storage, "things", [first]));
    await evictDurableObject(object);

    const rows = await runInDurableObject(object, (_, { storage }) => {
      migrate(storage, "things", [first, second]);
      migrate(storage, "things", [first, second]);
      return things(storage);
    });

    expect(rows).toEqual([{ name: "one", size: 7 }]);
  });

  test("of one part know nothing of another's steps", async ({ expect }) => {
    const rows = await runInDurableObject(newObject(), (_, { storage }) => {
      migrate(storage, "others", ["CREATE TABLE others (name TEXT)", "DROP TABLE others"]);
      migrate(storage, "things", [first]);
      return things(storage);
    });

    expect(rows).toEqual([{ name: "one" }]);
  });

  test("stay as they were when a step fails", async ({ expect }) => {
    const rows = await runInDurableObject(newObject(), (_, { storage }) => {
      migrate(storage, "things", [first]);
      expect(() => migrate(storage, "things", [first, second, "NO SUCH STATEMENT"])).toThrow(/syntax error/);
      return things(storage);
    });

    expect(rows).toEqual([{ name: "one" }]);
  });

  test("are let be by code that is older than they", async ({ expect }) => {
    const rows = await runInDurableObject(newObject(), (_, { storage }) => {
      migrate(storage, "things", [first, second]);
      migrate(storage, "things", [first]);
      return things(storage);
    });

    expect(rows).toEqual([{ name: "one", size: 7 }]);
  });
});

test("a limiter that has emptied itself counts on", async ({ expect }) => {
  const limit = { count: 2, windowSeconds: 60 };
  const limiter = newObject();
  await limiter.take("LOGIN", limit);
  await runInDurableObject(limiter, (object) => object.alarm());

  const here = await limiter.take("LOGIN", limit);
  await evictDurableObject(limiter);
  const later = await limiter.take("LOGIN", limit);

  expect([here.remaining, later.remaining]).toEqual([1, 0]);
});
