import { describe, test } from "vitest";
import { directConversation } from "../../support/chat.ts";
import { publish } from "../../support/community.ts";
import { bytesOf, fetchFile, type File, upload } from "../../support/files.ts";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import { statusesOf } from "../../support/spaces.ts";

/** An API key of somebody's, and what it is given to hold. */
async function newKey(person: Person, ...permissions: string[]): Promise<string> {
  const response = await person.call("POST", "/api/v1/me/api-keys", { json: { name: "key", permissions } });
  return (await response.json<{ secret: string }>()).secret;
}

const fetchAll = (files: File[], token: string) => Promise.all(files.map(({ url }) => call("GET", url, { token })));

describe("an API key", () => {
  test("uploads files for posts, and for messages, and for nothing else", async ({ expect }) => {
    const ada = await signUp();
    const keys = [
      await newKey(ada, "community.write"),
      await newKey(ada, "chat.write"),
      await newKey(ada, "community.read", "chat.read", "notifications.write"),
    ];

    const answers = await Promise.all(
      keys.map((token) => call("POST", "/api/v1/attachments", { token, body: bytesOf("hello") })),
    );

    expect(statusesOf(answers)).toEqual([201, 201, 403]);
  });

  test("fetches what was posted, or what was sent, as it may read, and of its owner's all", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [posted, sent] = [await upload(ada), await upload(ada)];
    await publish(ada, "look", { attachments: [posted.id] });
    const json = { clientId: crypto.randomUUID(), content: "", attachments: [sent.id] };
    await ada.call("POST", `/api/v1/conversations/${id}/messages`, { json });
    const files = [posted, sent];

    const seen = await Promise.all(files.map((file) => fetchFile(grace, file)));
    const community = await fetchAll(files, await newKey(grace, "community.read"));
    const chat = await fetchAll(files, await newKey(grace, "chat.read"));
    const both = await fetchAll(files, await newKey(grace, "chat.read", "community.read"));
    const neither = await fetchAll(files, await newKey(grace, "chat.write", "community.write"));
    const owners = await fetchAll(files, await newKey(ada, "community.read"));

    expect([seen, community, chat, both, neither, owners].map(statusesOf)).toEqual([
      [200, 200],
      [200, 404],
      [404, 200],
      [200, 200],
      [403, 403],
      [200, 200],
    ]);
  });
});
