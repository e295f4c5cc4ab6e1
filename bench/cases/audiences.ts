import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { measureDeliveries } from "../load/audience.ts";
import { compare, perSecond } from "../report.ts";
import { bareRoom } from "./rooms.ts";

const seconds = 3;
const window = 64;

/** Messages to many who listen. */
export async function showAudiences(atrium: Atrium, bare: Target): Promise<void> {
  for (const listeners of [100, 500]) {
    const room = await atrium.newRoom(listeners / atrium.socketsEach);
    const deliver = (target: Target, where: Parameters<typeof measureDeliveries>[0]) => () =>
      perSecond("deliveries", target, () => measureDeliveries(where, { listeners, window, seconds }));
    say(`Messages to ${listeners} sockets, ${window} in flight, against a bare grouping object`);
    await compare({
      atrium: deliver(atrium, room),
      bare: deliver(bare, bareRoom(bare, "grouping")),
    });
  }
}
