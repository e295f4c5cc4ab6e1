import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { claimAttachments, pruneAttachments, releaseAttachments } from "../../../src/features/attachments/index.ts";
import { createDatabase } from "../../../src/platform/db/database.ts";
import { bytesOf, storedFiles, upload } from "../../support/files.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";

const hourMs = 3600 * 1000;
const audience = "conv_01h455vb4pex5vsknk084sn02q";
const deps = { db: createDatabase(env.DB), now: () => Date.now(), files: env.FILES };

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }));
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** Whether there is still a row and an object of a file. */
async function traces(person: Person, { id }: { id: string }) {
  const { rows, keys } = await storedFiles(person);
  return [rows.some((row) => row.id === id), keys.includes(`attachments/${id}`)];
}

describe("the sweep", () => {
  test("removes a file that was sent nowhere for a day, and not before", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada, bytesOf("hello"));

    later(24 * hourMs - 1_000);
    await newIsolate().sweep();
    const before = await traces(ada, file);
    later(2_000);
    await newIsolate().sweep();

    expect(before).toEqual([true, true]);
    expect(await traces(ada, file)).toEqual([false, false]);
  });

  test("keeps what an audience has, and takes it a day after the last has let go", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada);
    await claimAttachments(deps, { ids: [file.id], ownerId: ada.id, audience });

    later(30 * 24 * hourMs);
    await pruneAttachments(deps);
    const claimed = await traces(ada, file);
    await releaseAttachments(deps, { ids: [file.id], audience });
    await pruneAttachments(deps);
    const released = await traces(ada, file);
    later(25 * hourMs);
    await pruneAttachments(deps);

    expect([claimed, released]).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(await traces(ada, file)).toEqual([false, false]);
  });

  test("keeps what was let go and sent again within the day", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada);
    const claim = { ids: [file.id], ownerId: ada.id, audience };
    await claimAttachments(deps, claim);
    await releaseAttachments(deps, claim);
    later(23 * hourMs);
    await claimAttachments(deps, claim);

    later(48 * hourMs);
    await pruneAttachments(deps);

    expect(await traces(ada, file)).toEqual([true, true]);
  });

  test("finds what a crash left, wherever the upload was", async ({ expect }) => {
    const ada = await signUp();
    const [withObject, without] = [await upload(ada), await upload(ada)];
    await env.DB.prepare("UPDATE attachments SET state = 'uploading' WHERE owner_id = ?").bind(ada.id).run();
    await env.FILES.delete(`attachments/${without.id}`);

    later(25 * hourMs);
    await pruneAttachments(deps);

    expect([await traces(ada, withObject), await traces(ada, without)]).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  test("ends an upload in parts that was never ended", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada);
    const key = `attachments/${file.id}`;
    const parts = await env.FILES.createMultipartUpload(key);
    await env.DB.prepare("UPDATE attachments SET state = 'uploading', multipart_id = ? WHERE id = ?")
      .bind(parts.uploadId, file.id)
      .run();

    later(25 * hourMs);
    await pruneAttachments(deps);

    expect(await traces(ada, file)).toEqual([false, false]);
    await expect(parts.uploadPart(1, "late")).rejects.toThrow(/does not exist/);
  });

  test("that is cut off goes on the next time, and nobody can claim what is going", async ({ expect }) => {
    const ada = await signUp();
    const file = await upload(ada);
    later(25 * hourMs);
    const broken = { ...env.FILES, delete: async () => Promise.reject(new Error("the store is away")) };

    const cut = await pruneAttachments({ ...deps, files: broken }).catch((error: unknown) => error);
    const claim = await claimAttachments(deps, { ids: [file.id], ownerId: ada.id, audience });
    const between = await traces(ada, file);
    await pruneAttachments(deps);

    expect(cut).toBeInstanceOf(Error);
    expect([claim, between]).toEqual([null, [true, true]]);
    expect(await traces(ada, file)).toEqual([false, false]);
  });

  test("removes so many at a time", async ({ expect }) => {
    const ada = await signUp();
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
       INSERT INTO attachments (id, owner_id, name, type, size, state, created_at, unclaimed_since)
       SELECT printf('file_%026d', i), ?, 'x', 'text/plain', 1, 'complete', 0, 0 FROM n`,
    )
      .bind(ada.id)
      .run();

    await pruneAttachments(deps);
    const left = (await storedFiles(ada)).rows.length;
    await pruneAttachments(deps);

    expect([left, (await storedFiles(ada)).rows.length]).toEqual([100, 0]);
  });
});
