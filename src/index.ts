import { app } from "./app.ts";
import { createDeps } from "./deps.ts";
import { consume, recover, sweep } from "./jobs.ts";
import { newId } from "./platform/ids/typeid.ts";

export { ActivityRelay } from "./activity-relay.ts";
export { ActivityTopic } from "./features/activity/index.ts";
export { ChatRoom, RoomRelay } from "./features/chat/index.ts";
export { MetricsObject } from "./features/metrics/index.ts";
export { UserHub } from "./features/notifications/index.ts";
export { RateLimiter } from "./platform/limits/rate-limiter.ts";

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: (batch, env) => consume(createDeps(env, { requestId: newId("req") }), batch),
  scheduled: ({ cron, scheduledTime }, env) => {
    const deps = createDeps(env, { requestId: newId("req") });
    // The local launcher says so after a start: nobody who took a job before then is alive.
    return cron === "@reboot" ? recover(deps, scheduledTime) : sweep(deps);
  },
} satisfies ExportedHandler<Env>;
