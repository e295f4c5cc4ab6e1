import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildConsole } from "../../scripts/build/console.ts";

const mostBytes = 200_000;

/** The scripts that a built file needs before it runs: its own imports, and theirs. */
function neededBy(folder: string, files: string[], known = new Set<string>()): Set<string> {
  for (const file of files) {
    if (known.has(file)) continue;
    known.add(file);
    const text = readFileSync(join(folder, file), "utf8");
    const imports = [...text.matchAll(/(?:from|^import|;import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(
      ([, name = ""]) => name,
    );
    neededBy(
      folder,
      imports.map((name) => join("assets", name)),
      known,
    );
  }
  return known;
}

function gzippedBytes(folder: string, files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
}

test("what the console loads first is under 200 KB of script, and its parts are loaded when they are needed", async () => {
  const folder = await buildConsole();
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const entries = [...page.matchAll(/<script[^>]+src="\/([^"]+)"/g)].map(([, path = ""]) => path);

  const first = neededBy(folder, entries);
  const script = readFileSync(join(folder, entries[0] ?? ""), "utf8");
  const parts = [...script.matchAll(/import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g)].map(([, name = ""]) =>
    join("assets", name),
  );
  const conversation = parts.filter((name) => name.includes("conversation-page") || name.includes("shell"));

  expect(entries).toHaveLength(1);
  expect(parts.length).toBeGreaterThan(15);
  expect(gzippedBytes(folder, first)).toBeLessThan(mostBytes);
  // Texts of later parts come with the first part that needs them.
  expect([...first].filter((file) => readFileSync(join(folder, file), "utf8").includes("Audit log"))).toEqual([]);
  // Even the largest page, with all that it needs, stays below that.
  expect(conversation.length).toBeGreaterThanOrEqual(2);
  expect(gzippedBytes(folder, neededBy(folder, [...entries, ...conversation]))).toBeLessThan(mostBytes);
});
