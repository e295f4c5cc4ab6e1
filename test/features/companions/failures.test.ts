import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { ConfigError, parseConfig } from "../../../src/platform/config/config.ts";
import { RateLimiter } from "../../../src/platform/limits/rate-limiter.ts";
import { enter, history, post } from "../../support/chat.ts";
import { signUp } from "../../support/people.ts";
import {
  answerTo,
  companionConversation,
  jobOf,
  jobsOf,
  loseWakes,
  openCompanion,
  questionsOf,
  tryAgain,
  workerAsking,
} from "../../support/companions.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const soon = (jobId: string) => env.DB.prepare("UPDATE jobs SET run_at = 0 WHERE id = ?").bind(jobId).run();

/** A question that the provider has refused. */
async function failedQuestion() {
  loseWakes();
  vi.spyOn(console, "log").mockReturnValue();
  const { ada, id, stream } = await companionConversation();
  const question = await post(ada, id, "1", "Hello");
  await workerAsking("refused").run((await jobOf(id)).id);
  const failed = await stream.find(({ type }) => type === "companion.failed");
  return { ada, id, question, failed };
}

describe("a provider", () => {
  test.for([
    ["refuses what was asked", "refused", "REFUSED"],
    ["filters its answer", "filtered", "REFUSED"],
    ["says that the talk is too long", "too-long", "TOO_LONG"],
    ["stops at its own limit", "unfinished", "TOO_LONG"],
    ["answers without end", "endless", "TOO_LONG"],
    ["does not know the key", "unauthorized", "MISCONFIGURED"],
    ["leads elsewhere", "elsewhere", "MISCONFIGURED"],
  ] as const)("that %s fails the question at once", async ([, scenario, code], { expect }) => {
    loseWakes();
    const log = vi.spyOn(console, "log").mockReturnValue();
    const { ada, id, stream } = await companionConversation();
    const question = await post(ada, id, "1", "canary-of-the-asker");
    const { id: jobId } = await jobOf(id);
    const worker = workerAsking(scenario);

    await worker.run(jobId);

    const failed = await stream.find(({ type }) => type === "companion.failed");
    expect(failed).toMatchObject({ replyTo: question.id, code, message: expect.any(String), retryAt: null });
    expect(await worker.asked()).toHaveLength(1);
    expect(await jobsOf(id)).toMatchObject([{ state: "succeeded", attempts: 1 }]);
    expect(await history(ada, id)).toHaveLength(1);
    const told = JSON.stringify([failed, log.mock.calls]);
    expect(["canary-key", "canary-of-the-asker", "canary-of-the-provider"].filter((one) => told.includes(one))).toEqual(
      [],
    );
  });

  test.for([
    ["has too much to do", "too-many"],
    ["is broken", "broken"],
    ["is cut off in the middle", "cut"],
    ["loses the connection", "dropping"],
    ["sends what is no event", "garbage"],
    ["sends no stream", "no-stream"],
    ["says nothing", "empty"],
    ["fails in its stream", "erring"],
    ["does not begin", "hanging"],
    ["does not go on", "stalling"],
  ] as const)("that %s is asked four times, and then the question fails", async ([, scenario], { expect }) => {
    loseWakes();
    vi.spyOn(console, "log").mockReturnValue();
    const { ada, id, stream } = await companionConversation();
    await post(ada, id, "1");
    const { id: jobId } = await jobOf(id);
    const worker = workerAsking(scenario, { AI_FIRST_TOKEN_SECONDS: "1", AI_ANSWER_SECONDS: "1" });

    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(stream.ofType("companion.failed")).toEqual([]);
      await soon(jobId);
      await worker.run(jobId);
    }

    const failed = await stream.find(({ type }) => type === "companion.failed");
    expect(failed).toMatchObject({ code: "UNAVAILABLE" });
    expect(await worker.asked()).toHaveLength(4);
    expect(await jobsOf(id)).toMatchObject([{ state: "succeeded", attempts: 4 }]);
    expect(await questionsOf(ada, id)).toMatchObject([{ state: "failed", failure: { code: "UNAVAILABLE" } }]);
  });

  test("may cut its stream wherever it likes", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1");

    await workerAsking("whole").run((await jobOf(id)).id);

    expect((await answerTo(ada, id, question.id)).content).toBe("Grüße, world 👋!");
  });

  test("may be the binding of Workers AI", async ({ expect }) => {
    loseWakes();
    const { ada, id } = await companionConversation();
    const question = await post(ada, id, "1", "Hello");
    const run = vi.fn<() => Promise<ReadableStream | null>>(
      async () => new Response('data: {"response":"Hi "}\n\ndata: {"response":"there"}\n\ndata: [DONE]\n\n').body,
    );
    const companion = { name: "assistant", displayName: "Assistant", provider: "workers-ai", model: "@cf/some/model" };

    await workerAsking("echo", { COMPANIONS: JSON.stringify([companion]), AI: { run } }).run((await jobOf(id)).id);

    expect((await answerTo(ada, id, question.id)).content).toBe("Hi there");
    expect(run).toHaveBeenCalledExactlyOnceWith("@cf/some/model", {
      stream: true,
      messages: [
        { role: "system", content: expect.any(String) },
        { role: "user", content: "Hello" },
      ],
    });
  });

  test("that is a binding which is not there fails the question", async ({ expect }) => {
    loseWakes();
    vi.spyOn(console, "log").mockReturnValue();
    const { ada, id } = await companionConversation();
    await post(ada, id, "1");
    const companion = { name: "assistant", displayName: "Assistant", provider: "workers-ai", model: "m" };

    await workerAsking("echo", { COMPANIONS: JSON.stringify([companion]) }).run((await jobOf(id)).id);

    expect(await questionsOf(ada, id)).toMatchObject([{ failure: { code: "MISCONFIGURED" } }]);
  });
});

describe("a failed question", () => {
  test("is answered when it is asked again, however often one asks", async ({ expect }) => {
    const { ada, id, question, failed } = await failedQuestion();

    const answers = await Promise.all([1, 2, 3].map(() => tryAgain(ada, id, question.id)));
    await workerAsking("echo").run((await jobOf(id, 1)).id);

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await answers[0]?.json()).toEqual({
      messageId: failed["messageId"],
      replyTo: question.id,
      state: "waiting",
      failure: null,
    });
    const answer = await answerTo(ada, id, question.id);
    expect(answer).toMatchObject({ id: failed["messageId"], content: "2: Hello end" });
    expect(await jobsOf(id)).toHaveLength(2);
    expect((await tryAgain(ada, id, question.id)).status).toBe(409);
  });

  test("is shown to who comes in, until it is asked again", async ({ expect }) => {
    const { ada, id, question, failed } = await failedQuestion();

    const before = await enter(ada, id);
    await tryAgain(ada, id, question.id);
    const after = await enter(ada, id);

    expect(before.ofType("companion.failed")).toEqual([failed]);
    expect(after.ofType("companion.failed")).toEqual([]);
  });

  test("keeps no later one waiting", async ({ expect }) => {
    const { ada, id } = await failedQuestion();
    const second = await post(ada, id, "2", "And now?");

    await workerAsking("echo").run((await jobOf(id, 1)).id);

    expect((await answerTo(ada, id, second.id)).content).toBe("3: And now? end");
  });

  test("is nobody else's to ask again, or to see", async ({ expect }) => {
    const { ada, id, question } = await failedQuestion();
    const eve = await signUp();
    const other = await openCompanion(ada);
    const list = await eve.call("GET", `/api/v1/conversations/${id}/questions`);

    const answers = await Promise.all([
      tryAgain(eve, id, question.id),
      tryAgain(ada, other, question.id),
      tryAgain(ada, id, "msg_01h455vb4pex5vsknk084sn02q"),
      tryAgain(ada, id, "nonsense"),
    ]);

    expect([list, ...answers].map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(await jobsOf(id)).toHaveLength(1);
  });

  test("is listed page by page", async ({ expect }) => {
    const { ada, id, question } = await failedQuestion();
    const second = await post(ada, id, "2");
    const path = `/api/v1/conversations/${id}/questions?limit=1`;

    const first = await (await ada.call("GET", path)).json<{ items: object[]; nextCursor: string }>();
    const next = await (await ada.call("GET", `${path}&cursor=${first.nextCursor}`)).json();

    expect(first.items).toMatchObject([{ replyTo: question.id }]);
    expect(next).toMatchObject({ items: [{ replyTo: second.id }], nextCursor: null });
  });
});

describe("who has asked too much", () => {
  test("is told when to ask again, and no job is made", async ({ expect }) => {
    loseWakes();
    const { ada, id, stream } = await companionConversation();
    const limiter = env.RATE_LIMITER.getByName(ada.id);
    for (let taken = 0; taken < 30; taken += 1) await limiter.take("COMPANION", { count: 30, windowSeconds: 3600 });

    const question = await post(ada, id, "1");
    const failed = await stream.find(({ type }) => type === "companion.failed");

    expect(failed).toMatchObject({ replyTo: question.id, code: "RATE_LIMITED" });
    const waitMs = Date.parse(String(failed["retryAt"])) - Date.now();
    expect(waitMs).toBeGreaterThan(3_500_000);
    expect(waitMs).toBeLessThanOrEqual(3_601_000);
    expect(await jobsOf(id)).toEqual([]);
  });

  test("is counted once for each question, over all conversations", async ({ expect }) => {
    loseWakes();
    const take = vi.spyOn(RateLimiter.prototype, "take");
    const { ada, id } = await companionConversation();
    const other = await openCompanion(ada);

    await post(ada, id, "1");
    await post(ada, other, "1");
    await Promise.all([jobOf(id), jobOf(other)]);

    const taken = take.mock.calls.filter(([name]) => name === "COMPANION");
    expect(taken).toEqual(Array.from({ length: 2 }, () => ["COMPANION", { count: 30, windowSeconds: 3600 }]));
    const limiter = env.RATE_LIMITER.getByName(ada.id);
    expect(await limiter.take("COMPANION", { count: 30, windowSeconds: 3600 })).toMatchObject({ remaining: 27 });
  });
});

describe("a configuration of companions", () => {
  const keys = { SECRET_KEYS: "k1:ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU" };
  const one = { name: "guide", displayName: "Guide", provider: "openai" };
  const faultsOf = (settings: object) => {
    try {
      parseConfig({ ...keys, ENVIRONMENT: "development", ...settings });
      return "";
    } catch (error) {
      return error instanceof ConfigError ? error.message : String(error);
    }
  };

  test.for([
    ["no JSON", { COMPANIONS: "guide" }, "COMPANIONS must be a JSON list"],
    ["a name that no path can have", { COMPANIONS: JSON.stringify([{ ...one, name: "G" }]) }, "0.name must be of"],
    ["one twice", { COMPANIONS: JSON.stringify([one, one]) }, "must not name one twice"],
    ["no address", { COMPANIONS: JSON.stringify([{ ...one, model: "m" }]) }, "AI_BASE_URL is missing"],
    ["no model", { COMPANIONS: JSON.stringify([one]), AI_BASE_URL: "https://ai.example/v1" }, "AI_MODEL is missing"],
    [
      "a key in clear in production",
      { ENVIRONMENT: "production", AI_BASE_URL: "http://ai.example", AI_API_KEY: "canary-key" },
      "AI_BASE_URL must be https",
    ],
  ] as const)("with %s is refused", ([, settings, fault], { expect }) => {
    expect(faultsOf(settings)).toContain(fault);
    expect(faultsOf(settings)).not.toContain("canary-key");
  });
});
