import { env } from "cloudflare:workers";
import { inject, vi } from "vitest";
import { AnswerJobs } from "../../src/features/chat/answer-jobs.ts";
import type { ModelAsked } from "./ai-server.ts";
import { enter, history, type Message } from "./chat.ts";
import { eventually } from "./eventually.ts";
import { lossyQueue, newIsolate } from "./isolate.ts";
import { type Person, signUp } from "./people.ts";
import type { Stream } from "./stream.ts";

export type Failure = { code: string; message: string; retryAt: string | null };
export type OpenQuestion = { messageId: string; replyTo: string; state: string; failure: Failure | null };

/** Opens a conversation with a companion. @returns its id. */
export async function openCompanion(person: Person, companion = "assistant"): Promise<string> {
  const response = await person.call("POST", "/api/v1/conversations", { json: { type: "companion", companion } });
  const { id } = await response.json<{ id: string }>();
  return id;
}

/** Somebody new who looks at their conversation with a companion. */
export async function companionConversation(): Promise<{ ada: Person; id: string; stream: Stream }> {
  const ada = await signUp();
  const id = await openCompanion(ada);
  return { ada, id, stream: await enter(ada, id) };
}

/** Holds back what wakes the queue's worker, as if the queue lost its messages: a test runs the jobs itself. */
export function loseWakes() {
  return vi.spyOn(AnswerJobs.prototype, "wake").mockResolvedValue();
}

type JobRow = { id: string; state: string; attempts: number; run_at: number };

/** The jobs of a conversation, in the order in which they were made. */
export async function jobsOf(conversationId: string): Promise<JobRow[]> {
  const { results } = await env.DB.prepare("SELECT * FROM jobs WHERE idempotency_key LIKE ? ORDER BY id")
    .bind(`companion:${conversationId}:%`)
    .all<JobRow>();
  return results;
}

/** Waits for the how manyth job of a conversation. */
export async function jobOf(conversationId: string, place = 0): Promise<JobRow> {
  return eventually(async () => {
    const job = (await jobsOf(conversationId))[place];
    if (!job) throw new Error("there is no such job yet");
    return job;
  });
}

/** A worker whose companions ask the model server, which then does what the scenario says. */
export function workerAsking(scenario: string, bindings: object = {}) {
  const { url } = inject("ai");
  const key = crypto.randomUUID();
  const companion = { name: "assistant", displayName: "Assistant", provider: "openai", model: "test-model" };
  const isolate = newIsolate({
    COMPANIONS: JSON.stringify([companion]),
    AI_BASE_URL: `${url}/${scenario}/${key}/`,
    AI_API_KEY: "canary-key",
    AI_QUEUE: lossyQueue,
    ...bindings,
  });
  return {
    isolate,
    /** Has the queue name a job to it. */
    run: (jobId: string) => isolate.deliver("atrium-ai", [{ jobId }]),
    asked: async () => (await fetch(`${url}/asked/${key}`)).json<ModelAsked[]>(),
    release: () => fetch(`${url}/release/${key}`),
  };
}

/** What a stream has shown of an answer, put together by the places of its pieces. */
export function shown(stream: Stream, messageId: string): string {
  let text = "";
  for (const frame of stream.ofType("companion.delta")) {
    if (frame["messageId"] === messageId) text = text.slice(0, Number(frame["offset"])) + String(frame["text"]);
  }
  return text;
}

/** Waits for the answer to a message. */
export async function answerTo(person: Person, conversationId: string, messageId: string): Promise<Message> {
  return eventually(async () => {
    const answer = (await history(person, conversationId)).find(({ replyTo }) => replyTo === messageId);
    if (!answer) throw new Error("there is no answer yet");
    return answer;
  });
}

export async function questionsOf(person: Person, conversationId: string): Promise<OpenQuestion[]> {
  const response = await person.call("GET", `/api/v1/conversations/${conversationId}/questions`);
  return (await response.json<{ items: OpenQuestion[] }>()).items;
}

/** Asks for another try. */
export function tryAgain(person: Person, conversationId: string, messageId: string): Promise<Response> {
  return person.call("POST", `/api/v1/conversations/${conversationId}/messages/${messageId}/answer`);
}
