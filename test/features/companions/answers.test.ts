import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { created, enter, history, listen, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { signUp } from "../../support/people.ts";
import {
  answerTo,
  companionConversation,
  jobOf,
  jobsOf,
  loseWakes,
  openCompanion,
  questionsOf,
  shown,
  tryAgain,
  workerAsking,
} from "../../support/companions.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the list of companions", () => {
  test("names those that are configured, and nothing of how", async ({ expect }) => {
    const ada = await signUp();
    const COMPANIONS = JSON.stringify([
      {
        name: "guide",
        displayName: "Guide",
        description: "Shows around.",
        instructions: "canary",
        provider: "offline",
      },
    ]);

    const byDefault = await ada.call("GET", "/api/v1/companions");
    const configured = await newIsolate({ COMPANIONS }).call("GET", "/api/v1/companions", { token: ada.token });

    expect(await byDefault.json()).toMatchObject({ items: [{ name: "assistant", displayName: "Assistant" }] });
    expect(await configured.json()).toEqual({
      items: [{ name: "guide", displayName: "Guide", description: "Shows around." }],
    });
  });

  test("is for those who are signed in", async ({ expect }) => {
    expect((await call("GET", "/api/v1/companions")).status).toBe(401);
  });
});

describe("a question", () => {
  test("is answered piece by piece, and then by one message under the same id", async ({ expect }) => {
    const { ada, id, stream } = await companionConversation();

    const question = await post(ada, id, "1", "Is anybody there?");
    const answer = await answerTo(ada, id, question.id);

    await eventually(() => expect(created(stream).map((message) => message.id)).toEqual([question.id, answer.id]));
    expect(answer).toMatchObject({
      sender: { username: "assistant", displayName: "Assistant" },
      content: "You said: “Is anybody there?” I know 1 of your messages, and answer offline.",
      replyTo: question.id,
    });
    expect(shown(stream, answer.id)).toBe(answer.content);
    expect(stream.ofType("companion.delta").length).toBeGreaterThan(1);
    expect(stream.frames.findLastIndex(({ type }) => type === "companion.delta")).toBeLessThan(
      stream.frames.findLastIndex(({ type }) => type === "message.created"),
    );
    expect(await questionsOf(ada, id)).toEqual([]);
  });

  test("makes one job, and its answer makes none", async ({ expect }) => {
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1");
    await post(ada, id, "1");
    await answerTo(ada, id, question.id);
    const second = await post(ada, id, "2");

    await answerTo(ada, id, second.id);

    await eventually(async () => {
      expect(await jobsOf(id)).toMatchObject([{ state: "succeeded" }, { state: "succeeded" }]);
    });
    expect(await history(ada, id)).toHaveLength(4);
  });

  test("is put with what was said before it and nothing later, in the provider's protocol", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const worker = workerAsking("echo");
    const first = await post(ada, id, "1", "one");
    const second = await post(ada, id, "2", "two");
    await post(ada, id, "3", "three");

    await worker.run((await jobOf(id)).id);
    await worker.run((await jobOf(id, 1)).id);

    const asked = await worker.asked();
    expect(asked.map(({ body, authorization }) => ({ ...body, authorization }))).toMatchObject([
      {
        model: "test-model",
        stream: true,
        authorization: "Bearer canary-key",
        messages: [{ role: "system" }, { role: "user", content: "one" }],
      },
      {
        messages: [
          { role: "system" },
          { role: "user", content: "one" },
          { role: "assistant", content: "2: one end" },
          { role: "user", content: "two" },
        ],
      },
    ]);
    expect((await answerTo(ada, id, first.id)).content).toBe("2: one end");
    expect((await answerTo(ada, id, second.id)).content).toBe("4: two end");
  });

  test("takes twenty messages along at most, and sixteen thousand characters", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const worker = workerAsking("echo");
    for (let at = 0; at < 12; at += 1) {
      await post(ada, id, `${at}`, `question ${at}`);
      await worker.run((await jobOf(id, at)).id);
    }
    await post(ada, id, "long", "x".repeat(9_000));
    await worker.run((await jobOf(id, 12)).id);
    await post(ada, id, "longer", "y".repeat(7_500));
    await worker.run((await jobOf(id, 13)).id);

    const sizes = (await worker.asked()).map(({ body }) => body.messages.slice(1));

    expect(sizes[11]).toHaveLength(20);
    expect(sizes[11]?.at(-1)?.content).toBe("question 11");
    // The long question, its echo and the next one are too much together.
    expect(sizes[13]?.map(({ content }) => content.length)).toEqual([7_500]);
  });

  test("waits while another is being answered, so that each knows the answer before it", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    await post(ada, id, "1");
    const second = await post(ada, id, "2");
    await jobOf(id);

    expect(await questionsOf(ada, id)).toMatchObject([{ state: "waiting" }, { replyTo: second.id, state: "waiting" }]);
    expect(await jobsOf(id)).toHaveLength(1);
  });

  test("that is deleted before its answer begins gets none", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const worker = workerAsking("echo");
    const first = await post(ada, id, "1", "one");
    const second = await post(ada, id, "2", "two");
    const third = await post(ada, id, "3", "three");
    for (const message of [first, second]) {
      await ada.call("DELETE", `/api/v1/conversations/${id}/messages/${message.id}`);
    }

    await worker.run((await jobOf(id)).id);
    await worker.run((await jobOf(id, 1)).id);

    expect((await answerTo(ada, id, third.id)).content).toBe("2: three end");
    expect(await worker.asked()).toHaveLength(1);
    expect(await questionsOf(ada, id)).toEqual([]);
    expect((await tryAgain(ada, id, first.id)).status).toBe(409);
  });

  test("that is deleted while it is being answered gets none", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const worker = workerAsking("held");
    const first = await post(ada, id, "1", "one");
    const second = await post(ada, id, "2", "two");
    const run = worker.run((await jobOf(id)).id);
    await stream.find(({ type }) => type === "companion.delta");

    await ada.call("DELETE", `/api/v1/conversations/${id}/messages/${first.id}`);
    await worker.release();
    await run;

    expect(await questionsOf(ada, id)).toMatchObject([{ replyTo: second.id }]);
    expect(created(stream).map((message) => message.id)).toEqual([first.id, second.id]);
    expect(stream.ofType("companion.failed")).toEqual([]);
    await workerAsking("echo").run((await jobOf(id, 1)).id);
    expect((await answerTo(ada, id, second.id)).content).toBe("2: two end");
    expect(await history(ada, id)).toHaveLength(3);
  });

  test("that was edited before its answer begins is put as it is then", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1", "one");
    const json = { content: "another" };
    await ada.call("PATCH", `/api/v1/conversations/${id}/messages/${question.id}`, { json });

    await workerAsking("echo").run((await jobOf(id)).id);

    expect((await answerTo(ada, id, question.id)).content).toBe("2: another end");
  });

  test("of two people is none of the companion's", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const opened = await ada.call("POST", "/api/v1/conversations", { json: { type: "direct", userId: grace.id } });
    const { id } = await opened.json<{ id: string }>();
    const message = await post(ada, id, "1");

    const again = await tryAgain(ada, id, message.id);

    expect(again.status).toBe(409);
    expect(await jobsOf(id)).toEqual([]);
  });
});

describe("an answer", () => {
  test("is unread and notified while its reader is away", async ({ expect }) => {
    loseWakes();
    const ada = await signUp();
    const id = await openCompanion(ada);
    const adas = await listen(ada);
    await post(ada, id, "1", "Hello");

    await workerAsking("echo").run((await jobOf(id)).id);

    const frame = await adas.find(({ type }) => type === "notification.created");
    expect(frame["notification"]).toMatchObject({ type: "new_message", title: "Assistant", message: "2: Hello end" });
    await eventually(async () => {
      const conversation = await ada.call("GET", `/api/v1/conversations/${id}`);
      expect(await conversation.json()).toMatchObject({ unreadCount: 1, lastMessage: { content: "2: Hello end" } });
    });
  });

  test("is shown in few pieces, however many the model makes of it", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "word ".repeat(1_000).trim());

    await workerAsking("echo").run((await jobOf(id)).id);

    const answer = await answerTo(ada, id, question.id);
    expect(shown(stream, answer.id)).toBe(answer.content);
    expect(stream.ofType("companion.delta").length).toBeLessThan(10);
  });

  test("that is under way is shown from its beginning to who comes in later", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const worker = workerAsking("held");
    const question = await post(ada, id, "1");
    const run = worker.run((await jobOf(id)).id);
    await stream.find(({ type }) => type === "companion.delta");
    expect(await questionsOf(ada, id)).toMatchObject([{ state: "answering" }]);

    const late = await enter(ada, id);
    await worker.release();
    await run;

    const answer = await answerTo(ada, id, question.id);
    expect(answer.content).toBe("first second");
    await eventually(() => expect(shown(late, answer.id)).toBe("first second"));
    expect(late.ofType("companion.delta")[0]).toMatchObject({ replyTo: question.id, offset: 0, text: "first " });
  });

  test("is of whoever was configured, also when they are no longer", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1");
    const COMPANIONS = "[]";

    await newIsolate({ COMPANIONS }).deliver("atrium-ai", [{ jobId: (await jobOf(id)).id }]);

    expect(await questionsOf(ada, id)).toMatchObject([
      { replyTo: question.id, state: "failed", failure: { code: "MISCONFIGURED" } },
    ]);
  });

  test("has a sender whose id no user can have", async ({ expect }) => {
    const { ada, id } = await companionConversation();
    const { sender } = await answerTo(ada, id, (await post(ada, id, "1")).id);

    expect(sender.id).toMatch(/^user_0000000000[0-9a-hjkmnp-tv-z]{16}$/);
    expect(await env.DB.prepare("SELECT 1 FROM users WHERE id = ?").bind(sender.id).first()).toBeNull();
  });
});
