import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import type { SignOutReason } from "../../src/client/index.ts";
import { MemoryStore } from "../../src/client/outbox/memory-store.ts";
import { stubBrowser } from "./fake-tabs.ts";
import { problem, ScriptedServer, tokenOf } from "./scripted-server.ts";

const refresh = "POST /api/v1/auth/refresh";
const me = "GET /api/v1/me";
const post = "POST /api/v1/conversations/conv_1/messages";

let server: ScriptedServer;

beforeEach(() => {
  stubBrowser();
  server = new ScriptedServer();
  let renewals = 0;
  server.answers[refresh] = () => {
    renewals += 1;
    return { status: 200, body: { accessToken: tokenOf("user_1", "sess_1", String(renewals)), expiresIn: 600 } };
  };
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function refreshes(): number {
  return server.requests.filter((request) => request === refresh).length;
}

test("tabs that are opened together renew once", async () => {
  const tabs = Array.from({ length: 8 }, () => server.client());

  await Promise.all(tabs.map((tab) => tab.me.get()));

  expect(refreshes()).toBe(1);
  expect(new Set(server.tokensOf(me))).toEqual(new Set([tokenOf("user_1", "sess_1", "1")]));
});

test("tabs that wake up together, their tokens too old, renew once", async () => {
  const tabs = Array.from({ length: 8 }, () => server.client());
  await Promise.all(tabs.map((tab) => tab.me.get()));
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 3_600_000);

  await Promise.all(tabs.map((tab) => tab.me.get()));

  expect(refreshes()).toBe(2);
  expect(server.tokensOf(me).slice(8)).toEqual(Array.from({ length: 8 }, () => tokenOf("user_1", "sess_1", "2")));
});

test("tabs whose tokens the server refuses together renew once", async () => {
  const tabs = Array.from({ length: 4 }, () => server.client());
  await Promise.all(tabs.map((tab) => tab.me.get()));
  let refusals = 4;
  server.answers[me] = () => {
    refusals -= 1;
    return refusals >= 0 ? problem(401, "TOKEN_EXPIRED") : { status: 200, body: {} };
  };

  const results = await Promise.all(tabs.map((tab) => tab.me.get()));

  expect(results.map(({ error }) => error)).toEqual([null, null, null, null]);
  expect(refreshes()).toBe(2);
});

test("a tab takes no token of another session from others", async () => {
  const reasons: SignOutReason[] = [];
  const first = server.client({ onSignedOut: (reason) => reasons.push(reason) });
  await first.me.get();
  const second = server.client();
  server.answers[refresh] = { status: 200, body: { accessToken: tokenOf("user_2", "sess_2"), expiresIn: 600 } };

  await second.me.get();
  await first.me.get();

  expect(server.tokensOf(me)).toEqual([
    tokenOf("user_1", "sess_1", "1"),
    tokenOf("user_2", "sess_2"),
    tokenOf("user_1", "sess_1", "1"),
  ]);
});

test("a tab whose renewal fails leaves it to the next", async () => {
  const tabs = [server.client(), server.client()];
  const answers = [problem(503, "UNAVAILABLE")];
  const renewed = { status: 200, body: { accessToken: tokenOf("user_1"), expiresIn: 600 } };
  server.answers[refresh] = () => answers.shift() ?? renewed;

  const [first, second] = await Promise.all(tabs.map((tab) => tab.auth.refresh()));

  expect(first?.error?.code).toBe("UNAVAILABLE");
  expect(second?.error).toBeNull();
});

test("of all tabs one sends what is in the outbox, and every tab hears of it", async () => {
  const store = new MemoryStore();
  const tabs = Array.from({ length: 3 }, () => server.client({ outbox: store }));
  const heard: string[][] = tabs.map((tab) => {
    const states: string[] = [];
    tab.chat.outbox.onChange(({ state, outgoing }) => states.push(`${state} ${outgoing.clientId}`));
    return states;
  });
  await Promise.all(tabs.map((tab) => tab.me.get()));
  const answers = [problem(503, "UNAVAILABLE")];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: { id: "msg_1", clientId: "a", seq: 1 } };

  const [first] = tabs;
  const sent = await first?.chat.send("conv_1", { clientId: "a", content: "hello" });

  expect(sent?.data?.id).toBe("msg_1");
  const states = ["pending a", "sent a", "pending a", "sent a", "acked a"];
  await eventually(() => expect(heard).toEqual([states, states, states]));
  expect(server.requests.filter((request) => request === post)).toHaveLength(2);
});
