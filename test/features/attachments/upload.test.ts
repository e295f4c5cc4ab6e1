import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { bytesOf, fetchFile, type File, pngOf, send, storedFiles, streamOf, upload } from "../../support/files.ts";
import { call, newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";

const limit = 25 * 1024 * 1024;
const statusOf = async (answer: Promise<Response>) => (await answer).status;

/** The same person, whose calls go to an isolate with other bindings. */
const within = (person: Person, bindings: object): Person => {
  const isolate = newIsolate(bindings);
  return {
    ...person,
    call: (method, path, options) =>
      isolate.call(method, path, { token: person.token, from: newAddress(), ...options }),
  };
};

describe("an upload", () => {
  test("gives the file back as it was sent, under an id of its own", async ({ expect }) => {
    const ada = await signUp();
    const bytes = pngOf(100_000);

    const answer = await send(ada, bytes, { name: "cat.png", type: "image/png" });

    expect(answer.status).toBe(201);
    const file = await answer.json<File>();
    expect(file).toEqual({
      id: expect.stringMatching(/^file_/),
      name: "cat.png",
      type: "image/png",
      size: 100_000,
      url: `/api/v1/attachments/${file.id}`,
    });
    expect(answer.headers.get("location")).toBe(file.url);
    const content = await (await fetchFile(ada, file)).bytes();
    expect(content).toEqual(bytes);
  });

  test.for([
    ["in one small piece", [10]],
    ["in pieces that fit no part", [4_000_000, 1, 5_242_880, 3_000_000, 77]],
    ["in parts exactly", [5 * 1024 * 1024, 5 * 1024 * 1024]],
  ] as const)("whose length nobody tells is stored whole, %s", async ([, sizes], { expect }) => {
    const ada = await signUp();
    const whole = pngOf(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    const pieces = sizes.map((size) => whole.subarray(at, (at += size)));

    const file = await upload(ada, streamOf(pieces));

    expect(file).toMatchObject({ type: "image/png", size: whole.length });
    const content = await (await fetchFile(ada, file)).bytes();
    expect(content.length).toBe(whole.length);
    expect(await crypto.subtle.digest("SHA-256", content)).toEqual(await crypto.subtle.digest("SHA-256", whole));
  });

  test("may have 25 MiB, and not a byte more, whether or not it tells its length", async ({ expect }) => {
    const ada = await signUp();
    const mebibyte = new Uint8Array(1024 * 1024);
    const pieces = [pngOf(1024 * 1024), ...Array.from({ length: 24 }, () => mebibyte)];

    const atLimit = await send(ada, streamOf(pieces), { headers: { "content-length": String(limit) } });
    const told = await send(ada, streamOf([...pieces, new Uint8Array(1)]), {
      headers: { "content-length": String(limit + 1) },
    });
    const untold = await send(ada, streamOf([...pieces, new Uint8Array(1)]));
    const lied = await send(ada, streamOf([...pieces, mebibyte]), { headers: { "content-length": String(limit) } });

    expect(atLimit.status).toBe(201);
    for (const refused of [told, untold, lied]) {
      expect(refused.status).toBe(413);
      expect(await refused.json()).toMatchObject({ code: "BODY_TOO_LARGE" });
    }
    expect((await storedFiles(ada)).rows).toHaveLength(1);
  });

  test("of nothing is refused", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      ada.call("POST", "/api/v1/attachments"),
      send(ada, new Uint8Array(0), { type: "image/png" }),
      send(ada, streamOf([])),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    expect(await answers[1]?.json()).toMatchObject({ errors: [{ path: "body" }] });
  });

  test("that is longer or shorter than it says leaves nothing", async ({ expect }) => {
    const ada = await signUp();

    const longer = await send(ada, streamOf([pngOf(50_000)]), { headers: { "content-length": "40000" } });
    const shorter = await send(ada, streamOf([pngOf(50_000)]), { headers: { "content-length": "60000" } });

    for (const refused of [longer, shorter]) {
      expect([refused.status, await refused.json()]).toEqual([
        400,
        expect.objectContaining({ code: "BODY_INCOMPLETE" }),
      ]);
    }
    expect((await storedFiles(ada)).rows).toEqual([]);
  });

  test.for([
    ["before its kind is known", [pngOf(100)], {}],
    ["midway", [pngOf(300_000)], { "content-length": "9000000" }],
    ["midway, of unknown length", [pngOf(6_000_000), pngOf(6_000_000)], {}],
  ] as const)("that breaks off %s leaves neither object nor row", async ([, pieces, headers], { expect }) => {
    const ada = await signUp();
    const before = (await env.FILES.list()).objects.length;

    const answer = await send(within(ada, {}), streamOf([...pieces], true), { headers });

    expect(answer.status).toBe(400);
    expect((await storedFiles(ada)).rows).toEqual([]);
    expect((await env.FILES.list()).objects.length).toBe(before);
  });

  test.for([
    ["at once", 0],
    ["after it has read a little", 1],
  ] as const)("while the store fails %s is for later, and leaves nothing", async ([, reads], { expect }) => {
    const ada = await signUp();
    const put = async (_: string, stream: ReadableStream) => {
      const reader = stream.getReader();
      for (let read = 0; read < reads; read += 1) await reader.read();
      throw new Error("put: we encountered an internal error (10001)");
    };
    const FILES = { put, delete: (key: string) => env.FILES.delete(key) };

    const answer = await send(within(ada, { FILES }), pngOf(1_000_000), { type: "image/png" });

    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("10001");
    expect((await storedFiles(ada)).rows).toEqual([]);
  });

  test("that the database forgets at the end can be fetched by nobody", async ({ expect }) => {
    const ada = await signUp();
    const DB = failingDatabase('update "attachments"', "D1_ERROR: disk I/O error");

    const answer = await send(within(ada, { DB }), pngOf(), { type: "image/png" });

    expect(answer.status).toBe(500);
    const { rows } = await storedFiles(ada);
    expect(rows).toMatchObject([{ state: "uploading" }]);
    expect(await statusOf(ada.call("GET", `/api/v1/attachments/${rows[0]?.id}`))).toBe(404);
  });

  test("is for who may write, so often a day", async ({ expect }) => {
    const ada = await signUp();
    const limited = within(ada, { LIMIT_UPLOAD: "2/86400" });

    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await send(limited, pngOf()));

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect(answers[2]?.headers.get("retry-after")).toMatch(/^\d+$/);
    const nobody = await call("POST", "/api/v1/attachments", { body: pngOf() });
    expect(nobody.status).toBe(401);
  });

  test("under a key is stored once, and the key means no other file", async ({ expect }) => {
    const ada = await signUp();
    const headers = { "idempotency-key": crypto.randomUUID() };

    const first = await send(ada, pngOf(5_000), { headers });
    const again = await send(ada, pngOf(5_000), { headers });
    const other = await send(ada, pngOf(5_001), { headers });

    expect([first.status, again.status, other.status]).toEqual([201, 201, 422]);
    expect(await again.json()).toEqual(await first.json());
    expect(await other.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    expect((await storedFiles(ada)).rows).toHaveLength(1);
  });

  test("under a key that was refused leaves the key free", async ({ expect }) => {
    const ada = await signUp();
    const headers = { "idempotency-key": crypto.randomUUID() };

    const refused = await send(ada, bytesOf("<html>"), { headers });
    const taken = await send(ada, bytesOf("plain"), { headers });

    expect([refused.status, taken.status]).toEqual([415, 201]);
  });
});
