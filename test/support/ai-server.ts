import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { listen, readBody, sendJson } from "./loopback.ts";

/** What was asked of the model server. */
export type ModelAsked = {
  key: string;
  authorization: string | null;
  body: { model: string; stream: boolean; messages: { role: string; content: string }[] };
};

declare module "vitest" {
  interface ProvidedContext {
    /** A server of OpenAI's chat completions: `<url>/<scenario>/<key>` is a base address; `/asked/<key>` tells what was asked. */
    ai: { url: string };
  }
}

const asked: ModelAsked[] = [];
/** Keys whose held answers may go on. */
const released = new Set<string>();

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const done = "data: [DONE]\n\n";

/** What the server does when it is asked, by the name of the scenario. */
const scenarios: Record<string, (response: ServerResponse, request: ModelAsked) => unknown> = {
  /** Every way in which a stream may be cut and ended, with a comment and an event's name in between. */
  whole: async (response) => {
    const text = `: hello\r\n\r\nevent: message\r\n${chunk("Grüße, ").replaceAll("\n", "\r\n")}${chunk("wo")}${chunk("rld 👋").replaceAll("\n", "\r")}${chunk("!", "stop")}${done}`;
    for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
    await sleep(5);
    response.end();
  },
  /** Says what it was asked last, word by word, and how many messages it was given. */
  echo: (response, { body }) => {
    const last = body.messages.at(-1)?.content ?? "";
    response.write(chunk(`${body.messages.length}: `));
    for (const word of last.split(" ")) response.write(chunk(`${word} `));
    response.end(chunk("end", "stop") + done);
  },
  /** Begins, and goes on when it is released. */
  held: async (response, { key }) => {
    response.write(chunk("first "));
    while (!released.has(key) && !response.destroyed) await sleep(5);
    response.end(chunk("second", "stop") + done);
  },
  /** Fails the first time in the middle, and then answers. */
  recovering: (response, { key }) => {
    const isFirst = asked.filter((one) => one.key === key).length === 1;
    response.write(chunk(isFirst ? "half of " : "the whole "));
    if (isFirst) setTimeout(() => response.destroy(), 20);
    else response.end(chunk("answer", "stop") + done);
  },
  dropping: (response) => {
    response.write(chunk("half of "));
    setTimeout(() => response.destroy(), 20);
  },
  hanging: () => undefined,
  stalling: (response) => response.write(chunk("first ")),
  cut: (response) => response.end(chunk("half of an")),
  garbage: (response) => response.end("data: <html>\n\n"),
  empty: (response) => response.end(chunk("", "stop") + done),
  erring: (response) => response.end(`${chunk("half")}data: {"error":{"message":"overloaded"}}\n\n`),
  unfinished: (response) => response.end(chunk("too lo", "length") + done),
  filtered: (response) => response.end(chunk("", "content_filter") + done),
  endless: (response) => response.end(chunk("x".repeat(1_000)).repeat(40) + done),
};

const failures: Record<string, { status: number; body: object }> = {
  "too-many": { status: 429, body: { error: { code: "rate_limit_exceeded" } } },
  broken: { status: 500, body: { error: {} } },
  refused: { status: 400, body: { error: { code: "content_filter", message: "canary-of-the-provider" } } },
  "too-long": { status: 400, body: { error: { code: "context_length_exceeded" } } },
  unauthorized: { status: 401, body: { error: { code: "invalid_api_key" } } },
  "no-stream": { status: 200, body: { choices: [] } },
};

/** Runs on Node beside the tests in workerd. */
export default async function startAiServer(project: TestProject): Promise<() => void> {
  const { url, close } = await listen(createServer((request, response) => void answer(request, response)));
  project.provide("ai", { url });
  return close;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const [, scenario = "", key = ""] = (request.url ?? "/").split("/");
  const askedBefore = asked.filter((one) => one.key === key);
  if (scenario === "asked") return sendJson(response, askedBefore);
  if (scenario === "release") return response.end(released.add(key) && "released");
  const body: ModelAsked["body"] = JSON.parse(await readBody(request));
  const one = { key, authorization: request.headers.authorization ?? null, body };
  asked.push(one);
  const failure = failures[scenario];
  if (scenario === "elsewhere") return response.writeHead(307, { location: `/whole/${key}` }).end();
  if (failure) return sendJson(response, failure.body, failure.status);
  if (scenario !== "hanging") response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  return scenarios[scenario]?.(response, one);
}
