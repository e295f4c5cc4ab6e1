import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { launchBrowser } from "../console/browser.ts";
import { type Server, startServer } from "../support/server.ts";

const password = "atrium demo passphrase";

let server: Server;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "atrium-qr-"));
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await Promise.all([server.stop(), browser.close()]);
  rmSync(folder, { recursive: true });
});

type Answer = Record<string, string> & { backupCodes: string[] };

async function post(path: string, body: object, token?: string): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

const signIn = (name: string) =>
  post("/auth/login", { email: `${name}@example.com`, password, tokenTransport: "body" });

/** The code of a secret, by a program that is not ours. */
const oathtool = (secret: string | undefined, at: string) =>
  execFileSync("oathtool", ["--totp", "--base32", `--now=${at}`, secret ?? ""], { encoding: "utf8" }).trim();

/** What a camera would see of a picture. */
async function photograph(url: string): Promise<string> {
  const path = join(folder, "qr.png");
  const page = await browser.newPage();
  await page.setContent(`<img width="300" alt="" src="${url}">`);
  await page.locator("img").screenshot({ path });
  await page.close();
  return path;
}

describe("an authenticator app that is not ours", () => {
  test("reads the QR code", { timeout: 60_000 }, async ({ expect }) => {
    const { accessToken } = await signIn("grace");
    const { qrCode = "", otpauthUrl } = await post("/2fa/setup", {}, accessToken);

    const read = execFileSync("zbarimg", ["--quiet", "--raw", await photograph(qrCode)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });

    expect(read.trim()).toBe(otpauthUrl);
  });

  test("shows the codes that turn it on and sign in", async ({ expect }) => {
    const { accessToken } = await signIn("ada");
    const { secret } = await post("/2fa/setup", {}, accessToken);

    const { backupCodes } = await post("/2fa/verify", { code: oathtool(secret, "now") }, accessToken);
    const { mfaRequired, challengeToken } = await signIn("ada");
    const next = oathtool(secret, "now + 30 seconds");
    const result = await post("/auth/mfa/verify", { challengeToken, method: "totp", code: next });

    expect(backupCodes.length).toBe(10);
    expect(mfaRequired).toBe(true);
    expect(result).toMatchObject({ user: { username: "ada", mfaEnabled: true } });
  });
});
