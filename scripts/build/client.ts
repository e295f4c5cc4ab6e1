import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { root } from "../process/root.ts";
import { buildOnce } from "./build-once.ts";
import { writeClientTypes } from "./client-types.ts";

const inputs = [
  "src/client/**",
  "src/{features,platform}/**/contract.ts",
  "src/platform/{ids,delivery}/**",
  "docs/client.md",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "scripts/build/*",
];

/**
 * Builds the client as a package of its own: one minified module that needs nothing else, its types compiled
 * ahead, and what a registry wants to know.
 *
 * @returns the folder to publish.
 */
export function buildClient(): Promise<string> {
  return buildOnce({
    name: "client",
    inputs,
    run: async (target) => {
      await bundle(target);
      await writeClientTypes(join(target, "types"));
      writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
      copyFileSync(join(root, "LICENSE"), join(target, "LICENSE"));
      copyFileSync(join(root, "docs", "client.md"), join(target, "README.md"));
    },
  });
}

async function bundle(target: string): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: target,
      emptyOutDir: false,
      target: "es2022",
      sourcemap: true,
      lib: { entry: join(root, "src", "client", "index.ts"), formats: ["es"], fileName: () => "index.js" },
      rolldownOptions: {
        // Whoever bundles it again has no use for what is written for people, and pages get it as it is.
        output: { minify: true },
        onwarn: (warning) => {
          throw new Error(warning.message);
        },
      },
    },
  });
}

function manifest() {
  const { version, license }: { version: string; license: string } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return {
    name: "@atrium/client",
    version,
    description: "The typed client of Atrium: accounts, real-time chat and notifications",
    license,
    type: "module",
    sideEffects: false,
    exports: { ".": { types: "./types/index.d.ts", default: "./index.js" }, "./package.json": "./package.json" },
    types: "./types/index.d.ts",
    // The first with WebSocket among its globals.
    engines: { node: ">=22" },
  };
}
