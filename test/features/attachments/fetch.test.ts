import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { claimAttachments, releaseAttachments } from "../../../src/features/attachments/index.ts";
import { createDatabase } from "../../../src/platform/db/database.ts";
import { directConversation } from "../../support/chat.ts";
import { bytesOf, fetchFile, pngOf, send, streamOf, upload } from "../../support/files.ts";
import { signUp } from "../../support/people.ts";

const deps = { db: createDatabase(env.DB), now: () => Date.now() };
const statusOf = async (answer: Promise<Response>) => {
  const { status, body } = await answer;
  await body?.cancel();
  return status;
};

describe("a file", () => {
  test("is its owner's alone until it is sent somewhere; to others there is none", async ({ expect }) => {
    const { ada, grace } = await directConversation();
    const file = await upload(ada);

    const theirs = await fetchFile(grace, file);
    const nobodys = await grace.call("GET", "/api/v1/attachments/file_01h455vb4pex5vsknk084sn02q");

    expect(await statusOf(fetchFile(ada, file))).toBe(200);
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect(await theirs.json()).toMatchObject({ code: "NOT_FOUND" });
    expect(await statusOf(grace.call("GET", "/api/v1/attachments/x"))).toBe(404);
  });

  test("is for the members of a conversation that it was sent to, until it is taken back", async ({ expect }) => {
    const [{ ada, grace, id }, eve] = [await directConversation(), await signUp()];
    const file = await upload(ada);

    await claimAttachments(deps, { ids: [file.id], ownerId: ada.id, audience: id });
    const during = [await statusOf(fetchFile(grace, file)), await statusOf(fetchFile(eve, file))];
    await releaseAttachments(deps, { ids: [file.id], audience: id });
    const after = [await statusOf(fetchFile(grace, file)), await statusOf(fetchFile(ada, file))];

    expect(during).toEqual([200, 404]);
    expect(after).toEqual([404, 200]);
  });

  test("is no more for who has left", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const file = await upload(ada);
    await claimAttachments(deps, { ids: [file.id], ownerId: ada.id, audience: id });

    const before = await statusOf(fetchFile(grace, file));
    await env.DB.prepare("DELETE FROM conversation_members WHERE user_id = ?").bind(grace.id).run();

    expect([before, await statusOf(fetchFile(grace, file))]).toEqual([200, 404]);
  });

  test("in two conversations stays in the other when one lets go of it", async ({ expect }) => {
    const [first, second] = [await directConversation(), await directConversation()];
    const file = await upload(first.ada);
    for (const audience of [first.id, second.id]) {
      await claimAttachments(deps, { ids: [file.id], ownerId: first.ada.id, audience });
    }

    await releaseAttachments(deps, { ids: [file.id], audience: first.id });

    expect(await statusOf(fetchFile(first.grace, file))).toBe(404);
    expect(await statusOf(fetchFile(second.grace, file))).toBe(200);
  });
});

describe("claiming files", () => {
  test("gives them as they are, in the order asked for, however often it is done", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const [one, other] = [await upload(ada), await upload(ada, bytesOf("hello"))];
    const claim = { ids: [other.id, one.id], ownerId: ada.id, audience: id };

    const claims = [await claimAttachments(deps, claim), await claimAttachments(deps, claim)];

    expect(claims).toEqual([
      [other, one],
      [other, one],
    ]);
    const row = await env.DB.prepare("SELECT count(*) AS n FROM attachment_audiences WHERE audience = ?")
      .bind(id)
      .first("n");
    expect(row).toBe(2);
  });

  test("is for all of them or none: not another's, not what is not there, not what is unfinished", async ({
    expect,
  }) => {
    const { ada, grace, id } = await directConversation();
    const [own, unfinished, theirs] = [await upload(ada), await upload(ada), await upload(grace)];
    await env.DB.prepare("UPDATE attachments SET state = 'uploading' WHERE id = ?").bind(unfinished.id).run();
    const bad = [theirs.id, unfinished.id, "file_01h455vb4pex5vsknk084sn02q", "x"];

    const claims = await Promise.all(
      bad.map((one) => claimAttachments(deps, { ids: [own.id, one], ownerId: ada.id, audience: id })),
    );

    expect(claims).toEqual([null, null, null, null]);
    expect(await statusOf(fetchFile(grace, own))).toBe(404);
    expect(await claimAttachments(deps, { ids: [], ownerId: ada.id, audience: id })).toEqual([]);
  });
});

describe("the answer with a file", () => {
  test("is kept by nobody, has a tag, and nothing in it runs", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada, pngOf(), { name: "cat.png" });

    const answer = await fetchFile(ada, file);

    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": `inline; filename="cat.png"; filename*=UTF-8''cat.png`,
      "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      "accept-ranges": "bytes",
      etag: `"${file.id}"`,
    });
    expect((await answer.bytes()).length).toBe(64);
    const known = await fetchFile(ada, file, { "if-none-match": `"${file.id}"` });
    expect([known.status, await known.text()]).toEqual([304, ""]);
  });

  test("to HEAD has no body", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada);

    const answer = await ada.call("HEAD", file.url);

    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "image/png", ""]);
  });

  test.for([
    [bytesOf("hello"), "text/plain; charset=utf-8"],
    [bytesOf("%PDF-1.7"), "application/pdf"],
    [bytesOf("PK\u0003\u0004"), "application/zip"],
  ] as const)("is for saving, not for showing, where a browser might run it: %s", async ([bytes, type], { expect }) => {
    const ada = await signUp();

    const { headers } = await fetchFile(ada, await upload(ada, bytes.slice()));

    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("content-disposition")).toMatch(/^attachment; /);
  });

  test.for([
    ["/etc/../passwd.png", "passwd.png"],
    ["C:\\fakepath\\cat.png", "cat.png"],
    ["..", "file.png"],
    ["", "file.png"],
    ["   .hidden. ", "hidden"],
    ["cat\u202Egnp.exe", "catgnp.exe"],
    ["a\r\nSet-Cookie: x=1.png", "aSet-Cookie: x=1.png"],
    ["zero\u200Bwidth\u0000.png", "zerowidth.png"],
  ])("bears a name without what could harm: %j", async ([name = "", clean], { expect }) => {
    const ada = await signUp();

    const file = await upload(ada, pngOf(), { name });

    expect(file.name).toBe(clean);
  });

  test.for([
    [
      'say "hi"; filename=x.exe',
      `filename="say _hi_; filename=x.exe"; filename*=UTF-8''say%20%22hi%22%3B%20filename%3Dx.exe`,
    ],
    [
      "naïve 世界 🦊.png",
      `filename="na_ve __ __.png"; filename*=UTF-8''na%C3%AFve%20%E4%B8%96%E7%95%8C%20%F0%9F%A6%8A.png`,
    ],
    ["100%(it's*).png", `filename="100_(it's*).png"; filename*=UTF-8''100%25%28it%27s%2A%29.png`],
  ])("names it so that no header breaks: %j", async ([name = "", expected], { expect }) => {
    const ada = await signUp();

    const file = await upload(ada, pngOf(), { name });
    const { headers } = await fetchFile(ada, file);

    expect(file.name).toBe(name);
    expect(headers.get("content-disposition")).toBe(`inline; ${expected}`);
  });

  test("refuses a name that is too long, and a query that it does not know", async ({ expect }) => {
    const ada = await signUp();

    const long = await send(ada, pngOf(), { name: "x".repeat(256) });
    const unknown = await ada.call("POST", "/api/v1/attachments?folder=x", { body: pngOf() });

    expect([long.status, unknown.status]).toEqual([422, 422]);
  });
});

describe("a range of a file", () => {
  const bytes = pngOf(1_000);

  test.for([
    ["bytes=0-9", 0, 10],
    ["bytes=990-", 990, 1_000],
    ["bytes=-5", 995, 1_000],
    ["bytes=500-5000", 500, 1_000],
    ["bytes=-5000", 0, 1_000],
    ["bytes=999-999", 999, 1_000],
  ] as const)("is what was asked for: %s", async ([range, from, to], { expect }) => {
    const ada = await signUp();
    const file = await upload(ada, bytes);

    const answer = await fetchFile(ada, file, { range });

    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe(`bytes ${from}-${to - 1}/1000`);
    expect(await answer.bytes()).toEqual(bytes.slice(from, to));
  });

  test.for(["bytes=1000-", "bytes=5000-6000", "bytes=-0"])("beyond its end is a 416: %s", async (range, { expect }) => {
    const ada = await signUp();
    const file = await upload(ada, bytes);

    const answer = await fetchFile(ada, file, { range });

    expect([answer.status, answer.headers.get("content-range")]).toEqual([416, "bytes */1000"]);
    expect(await answer.json()).toMatchObject({ code: "RANGE_NOT_SATISFIABLE" });
  });

  test.for(["bytes=0-1,3-4", "items=0-1", "bytes=", "bytes=-", "bytes=9-1", "bytes=x-1", `bytes=0-${"9".repeat(400)}`])(
    "that cannot be served is the whole: %s",
    async (range, { expect }) => {
      const ada = await signUp();
      const file = await upload(ada, streamOf([bytes]));

      const answer = await fetchFile(ada, file, { range });

      expect([answer.status, (await answer.bytes()).length]).toEqual([200, 1_000]);
    },
  );

  test("of what one has an older part of is the whole", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada, bytes);
    const ask = (ifRange: string) => statusOf(fetchFile(ada, file, { range: "bytes=0-1", "if-range": ifRange }));

    expect([await ask(`"${file.id}"`), await ask('"other"')]).toEqual([206, 200]);
  });
});
