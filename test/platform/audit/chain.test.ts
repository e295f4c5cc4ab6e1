import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { linkAudit, pruneAudit } from "../../../src/platform/audit/chain.ts";
import { recordAct } from "../../../src/platform/audit/entry.ts";
import { verifyAudit } from "../../../src/platform/audit/verify.ts";
import { auditDeps } from "./audit-log.ts";

const deps = auditDeps();
const sql = (text: string) => env.DB.prepare(text).run();

// The chain is one for the whole database.
beforeEach(async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM audit_entries"), env.DB.prepare("DELETE FROM audit_marks")]);
});
afterEach(() => vi.useRealTimers());

async function act(times: number, action = "test.act", by = deps): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    await recordAct(by, {
      action,
      result: "ok",
      actorId: "user_a",
      userId: "user_a",
      sessionId: null,
      ip: "10.0.0.1",
      country: "KW",
      city: null,
      userAgent: "Tester/1.0",
      requestId: `req_${at}`,
      details: { zebra: String(at), apple: "é\u2603" },
    });
  }
}

async function seqs(): Promise<(number | null)[]> {
  const { results } = await env.DB.prepare("SELECT seq FROM audit_entries ORDER BY id").all<{ seq: number | null }>();
  return results.map(({ seq }) => seq);
}

describe("the chain of the audit log", () => {
  test("numbers rows in their order, and goes on where it stood", async ({ expect }) => {
    await act(3);
    await linkAudit(deps);
    await act(2);
    await linkAudit(deps);
    await linkAudit(deps);

    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(await verifyAudit(deps)).toEqual({ ok: true, checked: 5, brokenAt: null });
  });

  test("is in order when there is nothing in it", async ({ expect }) => {
    await linkAudit(deps);

    expect(await verifyAudit(deps)).toEqual({ ok: true, checked: 0, brokenAt: null });
  });

  test("takes no harm from many who link at once", async ({ expect }) => {
    await act(40);

    for (let round = 0; round < 3; round += 1) {
      await Promise.all([linkAudit(deps), linkAudit(deps), act(5), linkAudit(deps), linkAudit(deps)]);
    }
    await linkAudit(deps);

    expect((await seqs()).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 55 }, (_, at) => at + 1),
    );
    expect(await verifyAudit(deps)).toEqual({ ok: true, checked: 55, brokenAt: null });
  });

  test("links what has piled up, some hundred rows at a time", async ({ expect }) => {
    await act(310);

    await linkAudit(deps);

    expect((await seqs()).filter((seq) => seq !== null)).toHaveLength(310);
    expect(await verifyAudit(deps)).toEqual({ ok: true, checked: 310, brokenAt: null });
  });

  test("is walked page by page", { timeout: 60_000 }, async ({ expect }) => {
    await act(600);
    for (let run = 0; run < 3; run += 1) await linkAudit(deps);

    expect(await verifyAudit(deps)).toEqual({ ok: true, checked: 600, brokenAt: null });
    expect(await verifyAudit(deps, 550)).toEqual({ ok: true, checked: 51, brokenAt: null });
    await sql("DELETE FROM audit_entries WHERE seq = 555");
    expect(await verifyAudit(deps)).toMatchObject({ ok: false, brokenAt: 555 });
  });

  test.for([
    ["an action is altered", "UPDATE audit_entries SET action = 'test.other' WHERE seq = 3", 3],
    ["a result is altered", "UPDATE audit_entries SET result = 'FORBIDDEN' WHERE seq = 4", 4],
    ["an actor is removed", "UPDATE audit_entries SET actor_id = NULL WHERE seq = 2", 2],
    ["a time is altered", "UPDATE audit_entries SET at = at - 1 WHERE seq = 5", 5],
    ["a detail is altered", `UPDATE audit_entries SET details = '{"zebra":"9","apple":"x"}' WHERE seq = 3`, 3],
    ["a MAC is altered", "UPDATE audit_entries SET mac = mac || 'x' WHERE seq = 1", 1],
    ["a link is altered", "UPDATE audit_entries SET chain_mac = 'dev-test.x' WHERE seq = 3", 3],
    ["a row is removed", "DELETE FROM audit_entries WHERE seq = 3", 3],
    ["the first row is removed", "DELETE FROM audit_entries WHERE seq = 1", 1],
    ["the last row is removed", "DELETE FROM audit_entries WHERE seq = 6", 6],
    ["all rows are removed", "DELETE FROM audit_entries", 1],
    ["a number is altered", "UPDATE audit_entries SET seq = 9 WHERE seq = 6", 6],
    [
      "the last row is taken out of the chain",
      "UPDATE audit_entries SET seq = NULL, chain_mac = NULL WHERE seq = 6",
      6,
    ],
  ] as const)("shows that %s", async ([, tampering, brokenAt], { expect }) => {
    await act(6);
    await linkAudit(deps);

    await sql(tampering);

    expect(await verifyAudit(deps)).toMatchObject({ ok: false, brokenAt });
  });

  test("shows rows that change places", async ({ expect }) => {
    await act(4);
    await linkAudit(deps);

    await sql("UPDATE audit_entries SET seq = -2 WHERE seq = 2");
    await sql("UPDATE audit_entries SET seq = 2 WHERE seq = 3");
    await sql("UPDATE audit_entries SET seq = 3 WHERE seq = -2");

    expect(await verifyAudit(deps)).toMatchObject({ ok: false, brokenAt: 2 });
  });

  test("shows a row that somebody else put in, before or after it is linked", async ({ expect }) => {
    await act(2);
    await sql(
      "INSERT INTO audit_entries SELECT 'aud_zzz', at, 'test.forged', result, actor_id, user_id, session_id, ip, country, city, user_agent, request_id, details, mac, NULL, NULL FROM audit_entries LIMIT 1",
    );
    await linkAudit(deps);

    expect(await verifyAudit(deps)).toMatchObject({ ok: false, checked: 2, brokenAt: 3 });
  });

  test("shows that rows are gone when the marks of its ends are gone or moved, too", async ({ expect }) => {
    await act(6);
    await linkAudit(deps);
    const [cut] = await env.DB.prepare("SELECT seq, chain_mac FROM audit_entries WHERE seq = 3")
      .all<{ chain_mac: string }>()
      .then(({ results }) => results);

    await sql("DELETE FROM audit_entries WHERE seq > 3");
    await env.DB.prepare("UPDATE audit_marks SET seq = 3, chain_mac = ?").bind(cut?.chain_mac).run();
    const moved = await verifyAudit(deps);
    await sql("DELETE FROM audit_marks");
    const gone = await verifyAudit(deps);

    expect(moved).toMatchObject({ ok: false, brokenAt: 4 });
    expect(gone).toMatchObject({ ok: false, brokenAt: 4 });
  });

  test("cannot be made again without the keys", async ({ expect }) => {
    const forger = auditDeps({ SECRET_KEYS: "dev-test:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX" });
    await act(2);
    await linkAudit(deps);
    await sql("DELETE FROM audit_entries");
    await sql("DELETE FROM audit_marks");

    await act(3, "test.forged", forger);
    await linkAudit(forger);

    expect(await verifyAudit(deps)).toMatchObject({ ok: false, brokenAt: 1 });
  });

  test("is in order across a change of keys", async ({ expect }) => {
    const [{ id, secret }] = deps.config.SECRET_KEYS as [{ id: string; secret: string }];
    const next = auditDeps({ SECRET_KEYS: `k2:q83vEjRWeJq83vEjRWeJBCDEFGHIJKLMNOPQRSTUVWX,${id}:${secret}` });
    await act(2);
    await linkAudit(deps);
    await act(1, "test.act", deps);

    await act(2, "test.act", next);
    await linkAudit(next);

    expect(await verifyAudit(next)).toEqual({ ok: true, checked: 5, brokenAt: null });
    const { results } = await env.DB.prepare("SELECT substr(mac, 1, 3) AS key FROM audit_entries ORDER BY id").all();
    expect(results.map(({ key }) => key)).toEqual(["dev", "dev", "dev", "k2.", "k2."]);
  });

  test("is kept for ever unless configured otherwise", async ({ expect }) => {
    await act(2);
    await linkAudit(deps);
    vi.setSystemTime(Date.now() + 10_000 * 24 * 3600 * 1000);

    await pruneAudit(deps);

    expect(await seqs()).toEqual([1, 2]);
  });

  test("begins later once old rows were removed, and shows what else is removed", async ({ expect }) => {
    const yearly = auditDeps({ AUDIT_DAYS: "365" });
    await act(4);
    await linkAudit(yearly);
    vi.setSystemTime(Date.now() + 366 * 24 * 3600 * 1000);
    await act(3);
    await linkAudit(yearly);

    await Promise.all([pruneAudit(yearly), pruneAudit(yearly), verifyAudit(yearly)]);

    expect(await seqs()).toEqual([5, 6, 7]);
    expect(await verifyAudit(yearly)).toEqual({ ok: true, checked: 3, brokenAt: null });
    await act(1);
    await linkAudit(yearly);
    expect(await verifyAudit(yearly)).toEqual({ ok: true, checked: 4, brokenAt: null });
    await sql("DELETE FROM audit_entries WHERE seq = 5");
    expect(await verifyAudit(yearly)).toMatchObject({ ok: false, brokenAt: 5 });
  });

  test("does not lose rows that have no place in it yet", async ({ expect }) => {
    const yearly = auditDeps({ AUDIT_DAYS: "365" });
    await act(2);
    vi.setSystemTime(Date.now() + 366 * 24 * 3600 * 1000);

    await pruneAudit(yearly);

    expect(await seqs()).toEqual([null, null]);
  });
});
