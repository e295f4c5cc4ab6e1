// Prints what wrangler.toml says of the Worker, as Miniflare's options. A process of its own: wrangler loads slowly.
import { join } from "node:path";
import process from "node:process";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { root } from "../process/root.ts";

const config = join(root, "wrangler.toml");
// wrangler insists that the folder of assets exists; the launcher puts the console's in its place.
const [, , directory = ""] = process.argv;
const { workerOptions } = unstable_getMiniflareWorkerOptions(config, undefined, {
  overrides: { assets: { directory } },
});
const { modulesRules: _, ...options } = workerOptions;
process.stdout.write(JSON.stringify({ ...options, name: unstable_readConfig({ config }).name }));
