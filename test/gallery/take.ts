// `npm run gallery`: takes a picture of each page of the console, as it is in this clone, for docs/gallery.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { runProgram } from "../../scripts/process/program.ts";
import { say } from "../../scripts/process/say.ts";
import { runTool } from "../../scripts/process/tool.ts";
import { launchBrowser } from "../console/browser.ts";
import { startServer } from "../support/server.ts";
import { type GalleryPage, listPages, password, type Person } from "./pages.ts";

const folder = join(import.meta.dirname, "..", "..", "docs", "gallery");

/** How each page is looked at. */
const looks: Record<string, BrowserContextOptions> = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  mobile: { colorScheme: "light", viewport: { width: 360, height: 740 } },
  arabic: { colorScheme: "light", viewport: { width: 1280, height: 800 }, locale: "ar" },
};

await runProgram(async () => {
  const server = await startServer({ env: { SEED: "world" } });
  const browser = await launchBrowser();
  try {
    const pages = await listPages(server.url);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [look, options] of Object.entries(looks)) {
      for (const person of [null, "ada", "admin"] as const) {
        const page = await open(browser, { baseURL: server.url, locale: "en-GB", ...options }, person);
        const own = pages.filter((one) => one.person === person);
        for (const one of own) await take(page, one, look);
        await page.context().close();
      }
      say(`${look}: ${pages.length} pages`);
    }
    writeFileSync(join(folder, "README.md"), describe(pages));
    await runTool("oxfmt", [join(folder, "README.md")]);
  } finally {
    await browser.close();
    await server.stop();
  }
  return 0;
});

async function open(browser: Browser, options: BrowserContextOptions, person: Person | null): Promise<Page> {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  if (person === null) return page;
  await page.goto("/sign-in");
  await page.locator('input[type="email"]').fill(`${person}@example.com`);
  await page.locator('input[type="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  return page;
}

/** A page is complete when it loads nothing more and says of nothing that it is on its way. */
async function take(page: Page, { name, path }: GalleryPage, look: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await page.locator('[aria-busy="true"]').waitFor({ state: "detached" });
  await page.screenshot({ path: join(folder, `${name}-${look}.jpg`), type: "jpeg", quality: 72 });
}

function describe(pages: GalleryPage[]): string {
  const rows = pages.map(({ name, path }) => {
    const pictures = Object.keys(looks).map((look) => `![${name}, ${look}](${name}-${look}.jpg)`);
    return `| \`${path.replace(/[a-z]+_[0-9a-z]{26}/, ":id")}\` | ${pictures.join(" | ")} |`;
  });
  return `# The console, page by page

Taken by \`npm run gallery\` of the demo's world.

| page | ${Object.keys(looks).join(" | ")} |
| --- | ${Object.keys(looks)
    .map(() => "---")
    .join(" | ")} |
${rows.join("\n")}
`;
}
