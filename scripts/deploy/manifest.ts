import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { experimental_readRawConfig, type Unstable_RawConfig } from "wrangler";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";

/** What `wrangler.toml` wants to find in the account. */
export type Manifest = {
  config: Unstable_RawConfig;
  worker: string;
  database: string;
  queues: string[];
  bucket: string;
};

type Queues = Record<"producers" | "consumers", { queue: string; dead_letter_queue?: string }[]>;

/** Reads what a deployment needs out of `wrangler.toml`. */
export function readManifest(): Manifest {
  const { rawConfig: config } = experimental_readRawConfig({ config: join(root, "wrangler.toml") });
  const { producers = [], consumers = [] }: Partial<Queues> = config.queues ?? {};
  const queues = [...producers, ...consumers].flatMap(({ queue, dead_letter_queue: dead }) => [
    queue,
    ...(dead ? [dead] : []),
  ]);
  const [database] = config.d1_databases ?? [];
  const [bucket] = config.r2_buckets ?? [];
  if (!config.name || !database?.database_name || !bucket?.bucket_name) {
    throw new Refusal("wrangler.toml names no Worker, no database or no bucket.");
  }
  return {
    config,
    worker: config.name,
    database: database.database_name,
    queues: [...new Set(queues)],
    bucket: bucket.bucket_name,
  };
}

/**
 * Writes the configuration that is deployed: `wrangler.toml` with this account's database and this deployment's variables.
 * It goes to `dist` and not into `wrangler.toml`, so that a clone stays clean and any clone, CI's included, deploys to the
 * same account without knowing what another wrote: the database is found by its name.
 */
export function writeDeployConfig(
  { config }: Manifest,
  databaseId: string | undefined,
  vars: Record<string, string>,
): string {
  const file = join(root, "dist", "wrangler.deploy.json");
  mkdirSync(join(root, "dist"), { recursive: true });
  const deployed: Unstable_RawConfig = {
    ...config,
    main: join(root, config.main ?? ""),
    assets: { ...config.assets, directory: join(root, config.assets?.directory ?? "") },
    d1_databases: (config.d1_databases ?? []).map((database) => ({
      ...database,
      ...(databaseId ? { database_id: databaseId } : {}),
      migrations_dir: join(root, database.migrations_dir ?? "migrations"),
    })),
    vars: { ...config.vars, ...vars },
  };
  writeFileSync(file, JSON.stringify(deployed, undefined, 2));
  return file;
}
