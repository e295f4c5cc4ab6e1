import type { Context } from "hono";
import type { FeatureEnv } from "../../platform/http/request.ts";
import type { Admitted, SignedIn } from "./admission.ts";
import { setSignInCookies } from "./cookies.ts";
import type { SignInDeps } from "./deps.ts";

type Transport = "cookie" | "body";

/** Answers with what somebody has got so far: a session, or the challenge that is left. */
export function respondAdmitted(
  c: Context<FeatureEnv<SignInDeps>>,
  admitted: Admitted,
  transport: Transport,
): Response {
  return admitted.kind === "challenge" ? c.json(admitted.challenge) : respondSignedIn(c, admitted.signedIn, transport);
}

/** Browsers get the lasting tokens as cookies that no script can read; others ask for them in the body. */
export function respondSignedIn(c: Context<FeatureEnv<SignInDeps>>, result: SignedIn, transport: Transport): Response {
  if (transport === "body") return c.json(result);
  setSignInCookies(c, result, c.var.deps.now());
  const { refreshToken: _, deviceToken: __, ...visible } = result;
  return c.json(visible);
}
