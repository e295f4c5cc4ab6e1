import { Hono } from "hono";
import { serveAsset } from "./assets.ts";
import { createDeps, type Deps } from "./deps.ts";
import { devRoutes } from "./dev.ts";
import { attachmentRoutes } from "./features/attachments/index.ts";
import { conversationRoutes, memberRoutes, messageRoutes } from "./features/chat/index.ts";
import { jobApplicationRoutes, jobRoutes } from "./features/careers/index.ts";
import { activityRoutes } from "./features/activity/index.ts";
import { commentRoutes, communityAdminRoutes, postRoutes, searchRoutes } from "./features/community/index.ts";
import { companionRoutes } from "./features/companions/index.ts";
import { applicationRoutes, planRoutes } from "./features/memberships/index.ts";
import { adminMetricsRoutes, prometheusRoutes } from "./features/metrics/index.ts";
import { mfaRoutes } from "./features/mfa/index.ts";
import { moderationRoutes } from "./features/moderation/index.ts";
import { notificationRoutes } from "./features/notifications/index.ts";
import { oauthRoutes } from "./features/oauth/index.ts";
import {
  adminEventRoutes,
  adminJobRoutes,
  documentationRoutes,
  healthRoutes,
  suppressionRoutes,
} from "./features/operations/index.ts";
import { peopleRoutes } from "./features/people/index.ts";
import { passkeyRoutes } from "./features/passkeys/index.ts";
import { securityRoutes } from "./features/security/index.ts";
import { invitationRoutes, spaceMemberRoutes, spaceRoutes } from "./features/spaces/index.ts";
import { adminSessionRoutes, deviceRoutes, keySetRoutes, sessionRoutes } from "./features/sessions/index.ts";
import { signInRoutes } from "./features/sign-in/index.ts";
import { userRoutes } from "./features/users/index.ts";
import { createAuditor } from "./platform/audit/audit.ts";
import { envelope, limitBody, toProblemResponse } from "./platform/http/envelope.ts";
import { Problem } from "./platform/http/problem.ts";
import type { FeatureEnv } from "./platform/http/request.ts";
import { patternOf } from "./platform/http/route-pattern.ts";
import { RememberingRouter } from "./platform/http/router.ts";
import { countRequest } from "./platform/metrics/requests.ts";
import { followUp, reactions } from "./reactions.ts";

type AppEnv = FeatureEnv<Deps> & { Bindings: Env };

const audit = createAuditor();

/** The HTTP wiring: middleware in the order in which a request meets it, then one line per feature. */
export const app = new Hono<AppEnv>({ router: new RememberingRouter(toProblemResponse) })
  .onError(toProblemResponse)
  .use(
    envelope(
      (c, requestId) => createDeps(c.env, { requestId }),
      (c) => {
        const { recordedEvents, enqueuedJobs } = c.get("deps");
        if (recordedEvents.length + enqueuedJobs.length > 0) c.executionCtx.waitUntil(followUp(c.get("deps")));
        return audit(c);
      },
      (c, answered, now) => {
        countRequest({ ...answered, route: patternOf(c) }, now);
        c.get("deps").metricsCarrier.ask(now);
      },
    ),
  )
  .on(["POST", "PUT", "PATCH", "DELETE"], "*", limitBody);

const api = new Hono<AppEnv>()
  .route("/", userRoutes)
  .route("/", signInRoutes)
  .route("/", oauthRoutes)
  .route("/", passkeyRoutes)
  .route("/", mfaRoutes)
  .route("/", sessionRoutes)
  .route("/", deviceRoutes)
  .route("/", adminSessionRoutes)
  .route("/", securityRoutes)
  .route("/", moderationRoutes)
  .route("/", adminEventRoutes(reactions))
  .route("/", adminJobRoutes)
  .route("/", suppressionRoutes)
  .route("/", adminMetricsRoutes)
  .route("/", planRoutes)
  .route("/", applicationRoutes)
  .route("/", jobRoutes)
  .route("/", jobApplicationRoutes)
  .route("/", peopleRoutes)
  .route("/", spaceRoutes)
  .route("/", spaceMemberRoutes)
  .route("/", invitationRoutes)
  .route("/", notificationRoutes)
  .route("/", activityRoutes)
  .route("/", postRoutes)
  .route("/", commentRoutes)
  .route("/", communityAdminRoutes)
  .route("/", searchRoutes)
  .route("/", conversationRoutes)
  .route("/", memberRoutes)
  .route("/", attachmentRoutes)
  .route("/", messageRoutes)
  .route("/", companionRoutes);

app
  .route("/api/v1", api)
  .route("/", keySetRoutes)
  .route("/", healthRoutes)
  .route("/", prometheusRoutes)
  .route("/", devRoutes)
  .route("/", documentationRoutes(app))
  .all("/api/*", () => {
    throw new Problem("NOT_FOUND");
  })
  // What is left belongs to the console.
  .get("*", serveAsset)
  .all("*", () => {
    throw new Problem("NOT_FOUND");
  });
