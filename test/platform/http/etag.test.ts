import { describe, test } from "vitest";
import { openConversation, signUp } from "../../support/people.ts";

describe("a single resource", () => {
  test("bears a strong ETag that stays until it changes", async ({ expect }) => {
    const person = await signUp();

    const before = await person.call("GET", "/api/v1/me");
    const again = await person.call("GET", "/api/v1/me");
    await person.call("PATCH", "/api/v1/me", { json: { bio: "changed" } });
    const after = await person.call("GET", "/api/v1/me");

    const etag = before.headers.get("etag");
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(again.headers.get("etag")).toBe(etag);
    expect(after.headers.get("etag")).not.toBe(etag);
  });

  test("is not sent again to who has it", async ({ expect }) => {
    const person = await signUp();
    const etag = (await person.call("GET", "/api/v1/me")).headers.get("etag") ?? "";

    const forms = [etag, `W/${etag}`, `"other", ${etag}`, "*"];
    const answers = await Promise.all(
      forms.map((form) => person.call("GET", "/api/v1/me", { headers: { "if-none-match": form } })),
    );

    expect(answers.map(({ status }) => status)).toEqual(forms.map(() => 304));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(forms.map(() => ""));
    expect(answers.map(({ headers }) => headers.get("etag"))).toEqual(forms.map(() => etag));
    expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(forms.map(() => "no-store"));
  });

  test("is sent to who has another one, or says something else", async ({ expect }) => {
    const person = await signUp();
    const etag = (await person.call("GET", "/api/v1/me")).headers.get("etag") ?? "";

    const forms = ['"other"', "", etag.replaceAll('"', ""), `${etag}x`, '"*"'];
    const answers = await Promise.all(
      forms.map((form) => person.call("GET", "/api/v1/me", { headers: { "if-none-match": form } })),
    );

    expect(answers.map(({ status }) => status)).toEqual(forms.map(() => 200));
  });

  test("leaves nothing of its headers to the answers beside it", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const paths = ["/api/v1/me", "/api/v1/notifications", "/health"];

    const answers = await Promise.all(
      Array.from({ length: 4 }).flatMap((_, at) =>
        [ada, grace].flatMap((person) =>
          paths.map((path) => person.call("GET", path, { headers: { "x-request-id": `${person.id}.${at}` } })),
        ),
      ),
    );

    const [etags, ids, limits] = ["etag", "x-request-id", "ratelimit"].map((name) =>
      answers.map(({ headers }) => headers.get(name)),
    );
    expect(etags?.map((etag, at) => etag === null || at % 3 === 0)).toEqual(answers.map(() => true));
    expect(new Set(etags)).toHaveProperty("size", 3);
    expect(ids).toEqual([0, 1, 2, 3].flatMap((at) => [ada, grace].flatMap(({ id }) => paths.map(() => `${id}.${at}`))));
    // Each call of a session leaves one less; the health of the service counts for nobody.
    expect(limits?.map((limit) => limit !== null)).toEqual(answers.map((_, at) => at % 3 !== 2));
  });

  test("is not shown by its ETag to who may not see it", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const path = `/api/v1/conversations/${await openConversation(ada, grace)}`;

    const own = await ada.call("GET", path, { headers: { "if-none-match": "*" } });
    const foreign = await eve.call("GET", path, { headers: { "if-none-match": "*" } });

    expect([own.status, foreign.status]).toEqual([304, 404]);
  });
});
