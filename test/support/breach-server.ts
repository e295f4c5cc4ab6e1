import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestProject } from "vitest/node";
import { listen, sendJson } from "./loopback.ts";

/** What was asked of the range API. */
export type RangeAsked = { path: string; padding: string | null };

declare module "vitest" {
  interface ProvidedContext {
    /** Where the range API of breached passwords listens; `/asked` shows what was asked of it. */
    breaches: { url: string };
  }
}

/** The passwords that the server knows from breaches. */
const breached = ["the breached passphrase of everybody", "seen in a breach after all"];

/**
 * Runs on Node beside the tests in workerd: the range API as https://haveibeenpwned.com/API/v3#PwnedPasswords
 * documents it, padded. Under `/hanging`, `/failing`, `/endless` and `/elsewhere` it misbehaves.
 */
export default async function startBreachServer(project: TestProject): Promise<() => void> {
  const asked: RangeAsked[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/asked") return sendJson(response, asked);
    if (path.startsWith("/range/")) asked.push({ path, padding: paddingOf(request) });
    return answer(path, response);
  });
  const { url, close } = await listen(server);
  project.provide("breaches", { url });
  return close;
}

function answer(path: string, response: ServerResponse): unknown {
  if (path.startsWith("/hanging/")) return undefined;
  if (path.startsWith("/failing/")) return response.writeHead(503).end();
  if (path.startsWith("/endless/")) return response.end("0".repeat(4 * 1024 * 1024));
  if (path.startsWith("/elsewhere/"))
    return response.writeHead(302, { location: path.replace("/elsewhere", "") }).end();
  const range = /^\/range\/([0-9A-F]{5})$/.exec(path)?.[1];
  if (range === undefined) return response.writeHead(400).end("The hash format was not in a valid format");
  const hits = breached.map(sha1).filter((hash) => hash.startsWith(range));
  const padding = Array.from({ length: 800 }, (_, at) => `${sha1(`padding ${at}`).slice(5)}:0`);
  return response.end([...padding, ...hits.map((hash) => `${hash.slice(5)}:42`)].join("\r\n"));
}

function paddingOf(request: IncomingMessage): string | null {
  const header = request.headers["add-padding"];
  return typeof header === "string" ? header : null;
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex").toUpperCase();
}
