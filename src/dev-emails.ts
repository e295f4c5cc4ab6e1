import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Deps } from "./deps.ts";
import { sampleMails } from "./dev-email-samples.ts";
import type { SampleMail } from "./platform/delivery/contract.ts";
import { findInOutbox } from "./platform/delivery/outbox.ts";
import { Problem } from "./platform/http/problem.ts";
import type { FeatureEnv } from "./platform/http/request.ts";

/** A mail's styles stand at its elements; nothing in it runs, and only our own console shows it in a frame. */
const policyOfMails =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const developmentOnly: MiddlewareHandler<FeatureEnv<Deps>> = async (c, next) => {
  if (c.var.deps.config.ENVIRONMENT === "production") throw new Problem("NOT_FOUND");
  await next();
};

/** Every mail that the service sends and sent, as it looks and as it reads. The console has the pages for it. */
export const emailPreviewRoutes = new Hono<FeatureEnv<Deps>>()
  .get("/dev/emails", developmentOnly, (c) => {
    const items: SampleMail[] = sampleMails(c.var.deps).map(({ template, subject, text }) => {
      return { template, subject, text };
    });
    return c.json({ items });
  })
  .get("/dev/emails/:template", developmentOnly, (c) => {
    const mail = sampleMails(c.var.deps).find(({ template }) => template === c.req.param("template"));
    return respondWithMail(c, mail?.html);
  })
  .get("/dev/emails/:template/text", developmentOnly, (c) => {
    const mail = sampleMails(c.var.deps).find(({ template }) => template === c.req.param("template"));
    if (!mail) throw new Problem("NOT_FOUND");
    return c.text(mail.text);
  })
  .get("/dev/outbox/:id", developmentOnly, async (c) => {
    const kept = await findInOutbox(c.var.deps, c.req.param("id"));
    return respondWithMail(c, kept?.html);
  });

function respondWithMail(c: Context, page: string | null | undefined): Response | Promise<Response> {
  if (page === null || page === undefined) throw new Problem("NOT_FOUND");
  return c.html(page, 200, { "content-security-policy": policyOfMails });
}
