import { test } from "vitest";
import { directConversation, enter, livePath } from "../../support/chat.ts";

test("one member's sockets cannot take a room from the others", async ({ expect }) => {
  const { ada, grace, id } = await directConversation();
  const taken = await Promise.all(Array.from({ length: 50 }, () => enter(ada, id)));

  const refused = await ada.call("GET", livePath(id), { headers: { upgrade: "websocket" } });
  const graces = await enter(grace, id);
  taken[0]?.close();
  const again = await enter(ada, id);

  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).not.toBeNull();
  expect([graces.closed, again.closed]).toEqual([null, null]);
});
