import type { Context } from "hono";
import type { Deps } from "./deps.ts";
import type { FeatureEnv } from "./platform/http/request.ts";

const compressible = /^(?:text\/|application\/(?:javascript|json|manifest\+json)|image\/svg)/;

/** A file of the console, or its page where there is no such file. */
export async function serveAsset(c: Context<FeatureEnv<Deps> & { Bindings: Env }>): Promise<Response> {
  const asset = await c.env.ASSETS.fetch(c.req.raw);
  // An answer of a binding has headers that cannot be set; the envelope sets some.
  const answer = new Response(asset.body, asset);
  if (c.var.deps.config.ENVIRONMENT !== "development") return answer;
  // The console asks by this whether to show what only developers need; asking for a door would log an error.
  answer.headers.set("x-atrium-environment", "development");
  // Cloudflare compresses by itself, the local runtime where it is told to: the console then is as quick as deployed.
  const isAccepted = c.req.header("accept-encoding")?.includes("gzip") ?? false;
  const isText = compressible.test(asset.headers.get("content-type") ?? "");
  if (asset.status === 200 && asset.body !== null && isAccepted && isText) {
    answer.headers.set("content-encoding", "gzip");
    answer.headers.append("vary", "accept-encoding");
  }
  return answer;
}
