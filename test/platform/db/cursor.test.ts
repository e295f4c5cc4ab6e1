import { describe, test } from "vitest";
import { type Person, signUp } from "../../support/people.ts";

type Page = { items: { id: string; username: string }[]; nextCursor: string | null };

async function peopleOfPrefix(count: number) {
  const prefix = `c${crypto.randomUUID().slice(0, 6)}`;
  const people: Person[] = [];
  // One after the other: the list has the newest first.
  for (let at = 0; at < count; at += 1)
    people.push(await signUp({ username: `${prefix}_${String(at).padStart(2, "0")}` }));
  const reader = people[0] ?? (await signUp());
  return { prefix, people, reader };
}

async function page(reader: Person, query: string): Promise<Page> {
  return (await reader.call("GET", `/api/v1/users?${query}`)).json<Page>();
}

describe("a list", () => {
  test("is walked through page by page, each item once and in order", async ({ expect }) => {
    const { prefix, people, reader } = await peopleOfPrefix(7);
    const seen: string[] = [];
    const sizes: number[] = [];

    let cursor: string | null = null;
    do {
      const next: Page = await page(reader, `q=${prefix}&limit=3${cursor === null ? "" : `&cursor=${cursor}`}`);
      seen.push(...next.items.map(({ username }) => username));
      sizes.push(next.items.length);
      cursor = next.nextCursor;
    } while (cursor !== null);

    expect(sizes).toEqual([3, 3, 1]);
    expect(seen).toEqual(people.map(({ username }) => username).toReversed());
  });

  test("that fits one page exactly has no next one", async ({ expect }) => {
    const { prefix, reader } = await peopleOfPrefix(3);

    const { items, nextCursor } = await page(reader, `q=${prefix}&limit=3`);

    expect([items.length, nextCursor]).toEqual([3, null]);
  });

  test("goes on behind an item that came meanwhile", async ({ expect }) => {
    const { prefix, people, reader } = await peopleOfPrefix(4);
    const first = await page(reader, `q=${prefix}&limit=2`);
    await signUp({ username: `${prefix}_00a` });

    const second = await page(reader, `q=${prefix}&limit=2&cursor=${first.nextCursor}`);

    const older = people.slice(0, 2).map(({ username }) => username);
    expect(second.items.map(({ username }) => username)).toEqual(older.toReversed());
  });

  test.for(["0", "101", "-1", "1.5", "x", "", "1e9", "NaN"])("takes no limit of %j", async (limit, { expect }) => {
    const reader = await signUp();

    const response = await reader.call("GET", `/api/v1/users?q=a&limit=${limit}`);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: "limit" }] });
  });

  test.for(["/api/v1/users?q=a&", "/api/v1/conversations?", "/api/v1/notifications?"])(
    "takes no cursor that it never gave out: %s",
    async (path, { expect }) => {
      const reader = await signUp();
      const encoded = [[], {}, "x", null, [null], [{}], [[]], [true], [1, 2, 3, 4], ["a", "b", "c"]].map((key) =>
        Buffer.from(JSON.stringify(key)).toString("base64url"),
      );

      const answers = await Promise.all(
        ["x", "%00", "...", "=", ...encoded].map((cursor) => reader.call("GET", `${path}cursor=${cursor}`)),
      );

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
      expect(await answers[0]?.json()).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "cursor" }] });
    },
  );

  test("takes no cursor of another list", async ({ expect }) => {
    const { prefix, reader } = await peopleOfPrefix(2);
    const { nextCursor } = await page(reader, `q=${prefix}&limit=1`);

    const response = await reader.call("GET", `/api/v1/conversations?cursor=${nextCursor}`);

    expect(response.status).toBe(422);
  });
});
