import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { created, enter, history, post, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import {
  answerTo,
  companionConversation,
  jobOf,
  jobsOf,
  loseWakes,
  questionsOf,
  shown,
  tryAgain,
  workerAsking,
} from "../../support/companions.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** As if whoever runs a job had died long ago. */
const endLease = (jobId: string) => env.DB.prepare("UPDATE jobs SET run_at = 0 WHERE id = ?").bind(jobId).run();

describe("an answer", () => {
  test("is one, however often its job is delivered", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    const workers = Array.from({ length: 4 }, () => workerAsking("echo"));

    await Promise.all(workers.map((worker) => worker.run(jobId)));
    await workers[0]?.run(jobId);

    expect(await history(ada, id)).toHaveLength(2);
    await eventually(() => expect(created(stream)).toHaveLength(2));
    expect((await Promise.all(workers.map((worker) => worker.asked()))).flat()).toHaveLength(1);
    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
  });

  test("whose queue message is lost comes with the next sweep", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    await jobOf(id);

    await newIsolate().sweep();

    expect((await answerTo(ada, id, question.id)).content).toContain("You said: “Hello”");
    expect(await history(ada, id)).toHaveLength(2);
  });

  test("whose queue takes nothing, or loses all, comes with a later sweep", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    const worker = workerAsking("echo");

    await worker.isolate.sweep();
    expect(await worker.asked()).toEqual([]);
    await env.DB.prepare("UPDATE jobs SET run_at = ? WHERE id = ?")
      .bind(Date.now() - 90_000, jobId)
      .run();
    await worker.isolate.sweep();

    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
    expect(await worker.asked()).toHaveLength(1);
  });

  test("whose worker dies in the middle is made anew by another, whole and once", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    const dying = workerAsking("held");
    const dead = dying.run(jobId);
    await stream.find(({ type }) => type === "companion.delta");

    await endLease(jobId);
    await workerAsking("echo").isolate.sweep();
    const answer = await answerTo(ada, id, question.id);
    // It was not dead after all, and ends later than the other.
    await dying.release();
    await dead;

    expect(answer.content).toBe("2: Hello end");
    expect(shown(stream, answer.id)).toBe("2: Hello end");
    expect(await history(ada, id)).toHaveLength(2);
    expect(created(stream)).toHaveLength(2);
    expect(await jobsOf(id)).toMatchObject([{ state: "succeeded", attempts: 2 }]);
  });

  test("goes on when its room is evicted in the middle", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1");
    const worker = workerAsking("held");
    const run = worker.run((await jobOf(id)).id);
    const { messageId } = await stream.find(({ type }) => type === "companion.delta");

    await evictDurableObject(roomOf(id));
    const late = await enter(ada, id);
    await worker.release();
    await run;

    const answer = await answerTo(ada, id, question.id);
    expect(answer).toMatchObject({ id: messageId, content: "first second" });
    await eventually(() => expect(shown(stream, answer.id)).toBe("first second"));
    await eventually(() => expect(created(late).map(({ content }) => content)).toContain("first second"));
  });

  test("that takes long keeps its job, and stops once another has it", async ({ expect }) => {
    loseWakes();
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { id, ada, stream } = await companionConversation();
    await post(ada, id, "1");
    const { id: jobId } = await jobOf(id);
    const run = workerAsking("held").run(jobId);
    await stream.find(({ type }) => type === "companion.delta");
    await endLease(jobId);

    vi.advanceTimersByTime(20_000);
    const leasedUntil = async () => (await jobsOf(id))[0]?.run_at ?? 0;
    await eventually(async () => expect(await leasedUntil()).toBeGreaterThan(Date.now() + 50_000));
    await env.DB.prepare("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?").bind(jobId).run();
    vi.advanceTimersByTime(20_000);

    // It was never released: it ends because it has lost its job.
    await run;
    expect(await history(ada, id)).toHaveLength(1);
    expect(await jobsOf(id)).toMatchObject([{ state: "running", attempts: 2 }]);
  });

  test("that a run dies before each time is given up, and can be asked for again", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    await env.DB.prepare("UPDATE jobs SET attempts = 4, state = 'running', run_at = 0 WHERE id = ?").bind(jobId).run();

    await workerAsking("echo").isolate.sweep();
    await stream.find(({ type, code }) => type === "companion.failed" && code === "INTERRUPTED");
    const again = await tryAgain(ada, id, question.id);
    await workerAsking("echo").run((await jobOf(id, 1)).id);

    expect(again.status).toBe(202);
    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
    expect(await history(ada, id)).toHaveLength(2);
  });
});

describe("a question", () => {
  test("that the room could not make a job of is asked by its alarm after the room is evicted", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const { RateLimiter } = await import("../../../src/platform/limits/rate-limiter.ts");
    const refusing = vi.spyOn(RateLimiter.prototype, "take").mockRejectedValue(new Error("out of reach"));
    vi.spyOn(console, "log").mockReturnValue();
    const command = (await enter(ada, id)).command("message.send", { clientId: "1", content: "Hello" });
    const { message } = await command;
    await eventually(() => expect(refusing).toHaveBeenCalled());
    await evictDurableObject(roomOf(id));
    refusing.mockRestore();
    expect(await jobsOf(id)).toEqual([]);

    await runDurableObjectAlarm(roomOf(id));
    await workerAsking("echo").run((await jobOf(id)).id);

    const { id: questionId } = message as { id: string };
    expect((await answerTo(ada, id, questionId)).content).toBe("2: Hello end");
  });

  test("whose job is lost for good fails clearly, and can be asked again", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    await env.DB.prepare("DELETE FROM jobs WHERE id = ?").bind(jobId).run();
    // What else follows a message is done, and the alarm is there for the question alone.
    await eventually(async () => expect((await questionsOf(ada, id))[0]?.state).toBe("waiting"));

    later(10 * 60_000);
    await runDurableObjectAlarm(roomOf(id));
    await stream.find(({ type, code }) => type === "companion.failed" && code === "INTERRUPTED");
    vi.useRealTimers();
    await tryAgain(ada, id, question.id);
    await workerAsking("echo").run((await jobOf(id, 0)).id);

    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
  });

  test("that waits behind a long queue is waited for, and answered", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    await eventually(async () => expect((await questionsOf(ada, id))[0]?.state).toBe("waiting"));

    for (let waited = 0; waited < 3; waited += 1) {
      later(10 * 60_000);
      await runDurableObjectAlarm(roomOf(id));
      await evictDurableObject(roomOf(id));
    }
    vi.useRealTimers();
    const waiting = await questionsOf(ada, id);
    await workerAsking("echo").run(jobId);

    expect(waiting).toMatchObject([{ replyTo: question.id, state: "waiting" }]);
    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
    expect(stream.ofType("companion.failed")).toEqual([]);
  });

  test("whose provider fails in the middle is answered whole by the next try", async ({ expect }) => {
    loseWakes();
    vi.spyOn(console, "log").mockReturnValue();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1");
    const { id: jobId } = await jobOf(id);
    const worker = workerAsking("recovering");

    await worker.run(jobId);
    await endLease(jobId);
    await worker.run(jobId);

    const answer = await answerTo(ada, id, question.id);
    expect(answer.content).toBe("the whole answer");
    expect(shown(stream, answer.id)).toBe("the whole answer");
    expect(stream.ofType("companion.failed")).toEqual([]);
  });

  test("whose worker cannot reach the database is answered later", async ({ expect }) => {
    loseWakes();
    vi.spyOn(console, "log").mockReturnValue();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const { id: jobId } = await jobOf(id);
    const DB = failingDatabase("succeeded", "D1_ERROR: Network connection lost.");
    // The answer is stored, and only the job does not learn of it.
    await workerAsking("echo", { DB }).run(jobId);
    await endLease(jobId);

    await workerAsking("echo").run(jobId);

    expect((await answerTo(ada, id, question.id)).content).toBe("2: Hello end");
    expect(await history(ada, id)).toHaveLength(2);
    expect(await jobsOf(id)).toMatchObject([{ state: "succeeded" }]);
  });

  test("of a deleted conversation is answered by nobody", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    await post(ada, id, "1");
    const { id: jobId } = await jobOf(id);
    await ada.call("DELETE", `/api/v1/conversations/${id}`);
    const worker = workerAsking("echo");

    await worker.run(jobId);
    await newIsolate().deliver("atrium-ai", [{ jobId }]);

    expect(await jobsOf(id)).toMatchObject([{ state: "succeeded" }]);
    expect(await worker.asked()).toEqual([]);
  });
});
