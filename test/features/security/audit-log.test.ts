import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { linkAudit } from "../../../src/platform/audit/chain.ts";
import { call, newAddress } from "../../support/http.ts";
import { newName, type Person, signIn, signUp } from "../../support/people.ts";

type Entry = Record<string, unknown> & { id: string; action: string; result: string };
type Page = { items: Entry[]; nextCursor: string | null };

const agent = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0" };

async function read(person: Person, path: string): Promise<Page> {
  return (await person.call("GET", path)).json<Page>();
}

function facts({ items }: Page): string[] {
  return items.map(({ action, result }) => `${action} ${result}`);
}

async function withRole(role: "admin" | "operator" | "support"): Promise<Person> {
  const { id, email } = await signUp();
  await env.DB.prepare("INSERT INTO user_roles (user_id, role) VALUES (?, ?)").bind(id, role).run();
  return signIn(email);
}

describe("one's own security log", () => {
  test("shows what one did, from where and with what", async ({ expect }) => {
    const { email } = await signUp();
    const from = newAddress();
    const person = await signIn(email, {
      from,
      headers: { ...agent, "cf-ipcountry": "KW", "cf-ipcity": "Kuwait City" },
    });

    const { items } = await read(person, "/api/v1/me/security-events");

    expect(items[0]).toMatchObject({
      id: expect.stringMatching(/^aud_/),
      at: expect.stringMatching(/Z$/),
      action: "auth.login",
      result: "ok",
      ip: from,
      location: { country: "KW", city: "Kuwait City" },
      device: { type: "desktop", browser: "Firefox", os: "Linux" },
      current: false,
    });
    expect(JSON.stringify(items)).not.toMatch(/mac|actorId|requestId/);
  });

  test("shows that somebody tried a wrong password", async ({ expect }) => {
    const person = await signUp();
    const from = newAddress();
    await call("POST", "/api/v1/auth/login", { json: { email: person.email, password: "wrong" }, from });

    const { items } = await read(person, "/api/v1/me/security-events");

    expect(items).toContainEqual(
      expect.objectContaining({ action: "auth.login", result: "INVALID_CREDENTIALS", ip: from }),
    );
  });

  test("shows certain acts, or only what was refused, page by page", async ({ expect }) => {
    const { email } = await signUp();
    await call("POST", "/api/v1/auth/login", { json: { email, password: "wrong" } });
    const person = await signIn(email);
    await person.call("PATCH", "/api/v1/me", { json: { bio: "Not in the log" } });
    const log = "/api/v1/me/security-events";

    const refused = await read(person, `${log}?refused=true`);
    const signIns = await read(person, `${log}?actions=auth.login,auth.passkey&limit=1`);
    const older = await read(person, `${log}?actions=auth.login,auth.passkey&limit=1&cursor=${signIns.nextCursor}`);
    const none = await read(person, `${log}?actions=passkey.add`);

    expect(facts(refused)).toEqual(["auth.login INVALID_CREDENTIALS"]);
    expect([...facts(signIns), ...facts(older)]).toEqual(["auth.login ok", "auth.login INVALID_CREDENTIALS"]);
    expect(none.items).toEqual([]);
    expect((await person.call("GET", `${log}?refused=false`)).status).toBe(422);
  });

  test("is nobody else's, and does not say where an administrator sits", async ({ expect }) => {
    const [person, other, admin] = [await signUp(), await signUp(), await withRole("admin")];
    await admin.call("PUT", `/api/v1/admin/users/${person.id}/roles/support`, { from: "192.0.2.77" });

    const [mine, theirs] = [
      await read(person, "/api/v1/me/security-events"),
      await read(other, "/api/v1/me/security-events"),
    ];

    const granted = mine.items.find(({ action }) => action === "role.grant");
    expect(granted).toMatchObject({ result: "ok", ip: null, location: null, device: { type: "unknown" } });
    expect(JSON.stringify(mine)).not.toContain("192.0.2.77");
    expect(JSON.stringify(theirs)).not.toContain(granted?.id);
  });

  test("comes page by page, newest first", async ({ expect }) => {
    const { email } = await signUp();
    for (let at = 0; at < 4; at += 1) await signIn(email);
    const person = await signIn(email);

    const seen: Entry[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: Page = await read(
        person,
        `/api/v1/me/security-events?limit=2${next === "" ? "" : `&cursor=${next}`}`,
      );
      seen.push(...page.items);
      next = page.nextCursor;
    }

    const ids = seen.map(({ id }) => id);
    expect(seen.filter(({ action }) => action === "auth.login")).toHaveLength(5);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
  });

  test("needs a session", async ({ expect }) => {
    expect((await call("GET", "/api/v1/me/security-events")).status).toBe(401);
  });
});

describe("the audit log", () => {
  test("is filtered by account, actor, action and result", async ({ expect }) => {
    const [person, operator] = [await signUp(), await withRole("operator")];
    await call("POST", "/api/v1/auth/login", { json: { email: person.email, password: "wrong" }, from: newAddress() });
    await signIn(person.email);

    const about = (query: string) => read(operator, `/api/v1/admin/audit?userId=${person.id}${query}`);
    const [failed, good, theirs] = [
      await about("&action=auth.login&result=INVALID_CREDENTIALS"),
      await about("&action=auth.login&result=ok"),
      await read(operator, `/api/v1/admin/audit?actorId=${operator.id}`),
    ];

    expect([failed.items.length, good.items.length]).toEqual([1, 1]);
    expect(good.items[0]).toMatchObject({ userId: person.id, action: "auth.login", requestId: expect.any(String) });
    expect(theirs.items.map(({ action }) => action)).toContain("audit.view");
    expect(theirs.items.every(({ actorId }) => actorId === operator.id)).toBe(true);
  });

  test("is filtered by time", async ({ expect }) => {
    const [person, operator] = [await signUp(), await withRole("operator")];
    const since = new Date(Date.now() - 60_000).toISOString();
    const later = new Date(Date.now() + 60_000).toISOString();
    const about = async (query: string) =>
      (await read(operator, `/api/v1/admin/audit?userId=${person.id}${query}`)).items.length;

    const all = await about("");

    expect(all).toBeGreaterThan(0);
    expect(await about(`&from=${since}&to=${later}`)).toBe(all);
    expect([await about(`&from=${later}`), await about(`&to=${since}`)]).toEqual([0, 0]);
  });

  test("is whole, and what was tampered with shows", async ({ expect }) => {
    const operator = await withRole("operator");
    const verification = async () => (await operator.call("GET", "/api/v1/admin/audit/verification")).json();
    const deps = createDeps(env, { requestId: "req_test" });
    await linkAudit(deps);

    const before = await verification();
    await linkAudit(deps);
    const row = await env.DB.prepare(
      "SELECT seq FROM audit_entries WHERE action = 'audit.verify' AND seq IS NOT NULL",
    ).first<{ seq: number }>();
    await env.DB.prepare("UPDATE audit_entries SET actor_id = 'user_other' WHERE seq = ?").bind(row?.seq).run();

    expect(before).toMatchObject({ ok: true, brokenAt: null });
    expect(await verification()).toMatchObject({ ok: false, brokenAt: row?.seq });
  });

  test.for(["/api/v1/admin/audit", "/api/v1/admin/audit/verification"])(
    "is closed to who may not see it: %s",
    async (path, { expect }) => {
      const person = await signUp();

      const [nobody, somebody] = [await call("GET", path), await person.call("GET", path)];

      expect([nobody.status, somebody.status]).toEqual([401, 403]);
      const { items } = await read(
        await withRole("operator"),
        `/api/v1/admin/audit?actorId=${person.id}&result=FORBIDDEN`,
      );
      expect(items).toMatchObject([{ action: "request.refused", details: { method: "GET", path } }]);
    },
  );

  test.for(["?cursor=nonsense", "?limit=0", "?userId=me", "?unknown=1", "?action=", "?from=yesterday"])(
    "refuses the query %s",
    async (query, { expect }) => {
      const operator = await withRole("operator");

      expect((await operator.call("GET", `/api/v1/admin/audit${query}`)).status).toBe(422);
    },
  );

  test("of a wrong password for nobody's address names nobody", async ({ expect }) => {
    const [from, operator] = [newAddress(), await withRole("operator")];
    const email = `${newName()}@example.com`;
    await call("POST", "/api/v1/auth/login", { json: { email, password: "a secret of mine" }, from });

    const { items } = await read(
      operator,
      "/api/v1/admin/audit?action=auth.login&result=INVALID_CREDENTIALS&limit=100",
    );

    const own = items.find(({ ip }) => ip === from);
    expect(own).toMatchObject({ actorId: null, userId: null });
    expect(JSON.stringify(own)).not.toContain("a secret of mine");
  });
});
