import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "vitest";
import { readPlace, readSettings } from "../../scripts/start/settings.ts";

const settingsOf = (stateDir: string, env: Record<string, string> = {}) =>
  readSettings(env, readPlace({ STATE_DIR: stateDir })).bindings;

describe("the keys of web push in development", () => {
  test("are made once, fit each other, and are their owner's alone to read", ({ expect }) => {
    const stateDir = mkdtempSync(join(tmpdir(), "atrium-"));

    // The configuration refuses a pair that is none.
    const first = settingsOf(stateDir);
    const second = settingsOf(stateDir);
    const other = settingsOf(mkdtempSync(join(tmpdir(), "atrium-")));

    expect(first["VAPID_PUBLIC_KEY"]).toMatch(/^[\w-]{87}$/);
    expect(first["VAPID_PRIVATE_KEY"]).toMatch(/^[\w-]{43}$/);
    expect(second).toEqual(first);
    expect(other["VAPID_PUBLIC_KEY"]).not.toBe(first["VAPID_PUBLIC_KEY"]);
    expect(statSync(join(stateDir, "vapid.env")).mode & 0o777).toBe(0o600);
  });

  test("give way to those that are configured", ({ expect }) => {
    const stateDir = mkdtempSync(join(tmpdir(), "atrium-"));
    const { VAPID_PUBLIC_KEY = "", VAPID_PRIVATE_KEY = "" } = settingsOf(mkdtempSync(join(tmpdir(), "atrium-")));

    const settings = settingsOf(stateDir, { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY });

    expect(settings).toMatchObject({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY });
  });
});
