import type { MiddlewareHandler } from "hono";
import { documented } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import type { SessionEnv } from "./guard.ts";

const freshMs = 5 * 60 * 1000;

/**
 * Guards what must not be done from a session left open: who asks has proved themselves within five
 * minutes, with a second factor where the account has one. It stands after the session's guard.
 *
 * @throws Problem `STEP_UP_REQUIRED` naming the `methods` that the account has.
 */
export const requireStepUp: MiddlewareHandler<SessionEnv<SessionsDeps>> = documented(
  async (c, next) => {
    await assertFresh(c.var.deps, c.var.session);
    await next();
  },
  { stepUp: true, problems: ["STEP_UP_REQUIRED"] },
);

/** What {@link requireStepUp} demands, but only of accounts with a second factor: for where a password is asked for anyway. */
export const requireStepUpOfFactors: MiddlewareHandler<SessionEnv<SessionsDeps>> = documented(
  async (c, next) => {
    const { deps, session } = c.var;
    const { hasSecondFactor } = await deps.findStepUpMethods(session.userId);
    if (hasSecondFactor) await assertFresh(deps, session);
    await next();
  },
  { problems: ["STEP_UP_REQUIRED"] },
);

async function assertFresh(deps: SessionsDeps, session: CurrentSession): Promise<void> {
  // A time to come is that of a clock that was set back since: it must not stay fresh for longer.
  const isFresh = Math.abs(deps.now() - session.authTime) <= freshMs;
  if (isFresh && session.amr.includes("mfa")) return;
  const { methods, hasSecondFactor } = await deps.findStepUpMethods(session.userId);
  if (isFresh && !hasSecondFactor) return;
  throw new Problem("STEP_UP_REQUIRED", undefined, { methods });
}
