import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { buildPackage, newProject, run, tool } from "./package.ts";

let client: string;

beforeAll(async () => {
  client = await buildPackage();
}, 120_000);

function read(name: string): string {
  return readFileSync(join(client, name), "utf8");
}

/** The programs of the page about the client, as somebody would copy them. */
function programs(): string[] {
  const pages = read("README.md") + readFileSync("README.md", "utf8");
  return [...pages.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = ""]) => program);
}

test("is one module under 15 KB gzipped that imports nothing", () => {
  const module = read("index.js");

  expect(gzipSync(module).byteLength).toBeLessThan(15 * 1024);
  expect(module).not.toMatch(/\bimport\b|\brequire\(/);
});

test("depends on nothing, and says what a registry wants to know", () => {
  const manifest: unknown = JSON.parse(read("package.json"));

  expect(manifest).toMatchObject({
    name: "@atrium/client",
    license: "MIT",
    type: "module",
    sideEffects: false,
    exports: { ".": { types: "./types/index.d.ts", default: "./index.js" } },
  });
  expect(Object.keys(manifest ?? {}).filter((key) => /dependencies/i.test(key))).toEqual([]);
});

test("the documentation names every method, and none that is not", async () => {
  const page = read("README.md");
  const { createClient }: typeof import("../../src/client/index.ts") = await import(join(client, "index.js"));
  const { chat, notifications, activity, ...others } = createClient("http://nobody.test", { tokenTransport: "body" });
  const { members, attachments, outbox } = chat;
  const { community, spaces, admin, ...whole } = others;
  const namespaces = { chat, notifications, activity, community, spaces, ...whole };
  const parts = {
    "chat.members": members,
    "chat.attachments": attachments,
    "chat.outbox": outbox,
    "notifications.preferences": notifications.preferences,
    "notifications.pushSubscriptions": notifications.pushSubscriptions,
    "community.comments": community.comments,
    "spaces.members": spaces.members,
    "spaces.invitations": spaces.invitations,
    "admin.users": admin.users,
    "admin.audit": admin.audit,
    "admin.reports": admin.reports,
    "admin.events": admin.events,
    "admin.jobs": admin.jobs,
  };
  const streams = {
    "chat.live": chat.live("conv_1", {}),
    "notifications.live": notifications.live({}),
    "activity.live": activity.live({}),
  };

  const inPage = Object.keys({ ...namespaces, ...parts }).map((name) => [name, documented(page, name)] as const);
  const inPageOfStreams = Object.keys(streams).map(
    (name) => [name, [...documented(page, "all"), ...documented(page, name)]] as const,
  );
  const there = Object.entries({ ...namespaces, ...parts, ...streams });
  for (const stream of Object.values(streams)) stream.close();

  expect([...inPage, ...inPageOfStreams].map(([name, methods]) => [name, methods.toSorted()])).toEqual(
    there.map(([name, object]) => [name, methodsOf(object)]),
  );
});

test("the documentation names every event of each stream, and none that is not", () => {
  const page = read("README.md");
  const contracts = read("types/contracts.d.ts");
  const frames = {
    "chat.live": ["ConversationFrame", "ConversationEvent"],
    "notifications.live": ["NotificationFrame"],
    "activity.live": ["ActivityFrame", "TopicFrame"],
  };
  const inContracts = Object.entries(frames).map(([name, types]) => {
    const text = types.map((type) => new RegExp(`^export type ${type} =.*?;\\n\\n`, "ms").exec(contracts)?.[0] ?? "");
    const kinds = [...text.join("").matchAll(/\btype:((?:[\s|]*"[\w.]+")+)/g)].map(([, kind = ""]) => kind);
    const events = [...kinds.join("").matchAll(/[\w.]+/g)].map(([event]) => event);
    return [name, [...new Set(events)].filter((event) => event !== "ack").toSorted()];
  });

  const inPage = Object.keys(frames).map((name) => {
    const events = documented(page, name, 2).filter((event) => event !== "reset");
    return [name, events.toSorted()];
  });

  expect(inPage).toEqual(inContracts);
});

/** What a row of the tables of the page names in one of its columns. */
function documented(page: string, name: string, column = 1): string[] {
  const rows = page.split("\n").map((line) => line.split("|").slice(1, -1));
  const row = rows.find(([first = ""]) => first.trim().replaceAll("`", "") === name);
  return [...(row?.[column] ?? "").matchAll(/`([\w.]+)`/g)].map(([, word = ""]) => word);
}

function methodsOf(object: object): string[] {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(object));
  // The last one is how the client itself sends.
  return names.filter((name) => name !== "constructor" && !(name === "send" && "discard" in object)).toSorted();
}

test("its types name nothing outside of it", () => {
  const files = globSync("types/**/*.d.ts", { cwd: client });
  const imports = files.flatMap((file) => [...read(file).matchAll(/from "([^"]+)"/g)].map(([, from = ""]) => from));

  expect(files.length).toBeGreaterThan(20);
  expect(imports.filter((from) => !from.startsWith(".") || !from.endsWith(".js"))).toEqual([]);
  expect(files.filter((file) => /zod|contract\.ts/.test(read(file)))).toEqual([]);
});

describe("in a fresh TypeScript project", () => {
  const strict = { strict: true, skipLibCheck: false, noEmit: true, types: [], target: "ES2024" };
  const exact = { ...strict, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

  test.for([
    ["a bundler's", { ...exact, module: "ESNext", moduleResolution: "Bundler", lib: ["ES2024", "DOM"] }],
    ["Node's", { ...strict, module: "NodeNext", lib: ["ES2024", "DOM"] }],
  ] as const)("the types compile as %s, and so do the documented programs", async ([, compilerOptions]) => {
    const sources = programs().map((program, at) => [`program-${at}.ts`, program] as const);
    const folder = newProject(client, {
      "tsconfig.json": JSON.stringify({ compilerOptions, include: ["*.ts"] }),
      "wrong.ts": wrong,
      ...Object.fromEntries(sources),
    });

    const { exitCode, output } = await run(tool("tsc"), ["-p", folder], folder);

    expect(output).toBe("");
    expect(exitCode).toBe(0);
    expect(sources.length).toBeGreaterThan(2);
  });
});

/** What the types must refuse: each of these lines is an error, or the compiler says that it is none. */
const wrong = `
import { createClient, type Message, type Notification } from "@atrium/client";

const client = createClient("https://chat.example");
const { data, error } = await client.chat.send("conv_1", { content: "hello" });
// @ts-expect-error -- a message may be missing where there is an error
data.content;
if (!error) data.content satisfies string | null;
// @ts-expect-error -- a message has no such field
export const field = (message: Message) => message.contents;
// @ts-expect-error -- there is no such type of notification
export const type: Notification["type"] = "new_massage";
// @ts-expect-error -- a message needs content
void client.chat.send("conv_1", {});
client.chat.live("conv_1", {
  onEvent(event) {
    // @ts-expect-error -- not every event has a message
    event.message;
    if (event.type === "message.created") event.message.sender.displayName satisfies string;
  },
});
`;
