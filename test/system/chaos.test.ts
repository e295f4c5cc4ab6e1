import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { torment } from "../support/chaos/nemesis.ts";
import { comeToRest, faultsOf, faultsOfHubs } from "../support/chaos/verdict.ts";
import { World } from "../support/chaos/world.ts";
import { eventually } from "../support/eventually.ts";
import { Random } from "../support/random.ts";

const seed = Number(process.env["SEED"] ?? randomInt(1_000_000));
const minutes = Number(process.env["CHAOS_MINUTES"] ?? 1.5);

let world: World;

beforeAll(async () => {
  world = await World.begin(new Random(seed));
}, 120_000);

afterAll(() => world.end());

test(
  `whatever is killed, cut off, held back or thrown out, nothing that was acknowledged is lost or doubled (SEED=${seed})`,
  { timeout: (minutes + 3) * 60_000 },
  async () => {
    await torment(world, performance.now() + minutes * 60_000);
    await comeToRest(world);

    expect(await faultsOf(world)).toEqual([]);
    await eventually(async () => expect(await faultsOfHubs(world)).toEqual([]), { timeout: 30_000, interval: 500 });
    // oxlint-disable-next-line no-console -- what there was to survive
    console.log(JSON.stringify({ seed, ...world.figures, ...countsOf(world) }));
  },
);

function countsOf({ chatters, tabs }: World): Record<string, number> {
  const closes = [...chatters, ...tabs].flatMap((stream) => stream.closes);
  const steps = [...chatters, ...tabs].flatMap((stream) => stream.steps);
  return {
    clients: chatters.length + tabs.length,
    acked: chatters.reduce((sum, { acked }) => sum + acked, 0),
    events: steps.filter(({ kind }) => kind === "event").length,
    connections: steps.filter(({ kind }) => kind === "ready").length,
    resets: steps.filter(({ kind }) => kind === "reset").length,
    tooSlow: closes.filter((code) => code === 4408).length,
    tooFast: closes.filter((code) => code === 4429).length,
  };
}
