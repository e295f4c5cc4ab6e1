import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { test, vi } from "vitest";
import { newId } from "../../../src/platform/ids/typeid.ts";
import { openConversation, signUp } from "../../support/people.ts";
import { openStream } from "../../support/stream.ts";

test("a made-up conversation is a 404 by every door, and leaves no room behind", async ({ expect }) => {
  const ada = await signUp();
  const path = `/api/v1/conversations/${newId("conv")}`;
  const before = (await listDurableObjectIds(env.CHAT_ROOM)).length;

  const answers = await Promise.all([
    ada.call("GET", path),
    ada.call("GET", `${path}/messages`),
    ada.call("GET", `${path}/live`, { headers: { upgrade: "websocket" } }),
    ada.call("POST", `${path}/messages`, { json: { clientId: "a", content: "hi" } }),
    ada.call("PUT", `${path}/read`, { json: { seq: 1 } }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  expect((await listDurableObjectIds(env.CHAT_ROOM)).length).toBe(before);
});

test("a new name is in the conversation once somebody comes in, a minute later at most", async ({ expect }) => {
  const [ada, grace] = [await signUp({ displayName: "Ada" }), await signUp()];
  const id = await openConversation(ada, grace);
  const path = `/api/v1/conversations/${id}/live`;
  const first = await openStream(path, ada.token);
  await first.command("message.send", { clientId: "a", content: "as Ada" });
  await ada.call("PATCH", "/api/v1/me", { json: { displayName: "Countess" } });

  vi.setSystemTime(Date.now() + 61_000);
  const second = await openStream(`${path}?after=0`, grace.token);

  expect(await second.find(({ type }) => type === "message.created")).toMatchObject({
    message: { sender: { displayName: "Countess" } },
  });
  vi.useRealTimers();
});
