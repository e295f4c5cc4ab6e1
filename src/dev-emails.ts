import { Hono, type MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { Deps } from "./deps.ts";
import { sampleMails } from "./dev-email-samples.ts";
import { Problem } from "./platform/http/problem.ts";
import type { FeatureEnv } from "./platform/http/request.ts";

/** A mail's styles stand at its elements; nothing in it runs, and only our own preview shows it in a frame. */
const policyOfMails =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const developmentOnly: MiddlewareHandler<FeatureEnv<Deps>> = async (c, next) => {
  if (c.var.deps.config.ENVIRONMENT === "production") throw new Problem("NOT_FOUND");
  await next();
};

/** Every mail that the service sends, as it looks and as it reads. */
export const emailPreviewRoutes = new Hono<FeatureEnv<Deps>>()
  .get("/dev/emails", developmentOnly, (c) => c.html(renderPreview(sampleMails(c.var.deps))))
  .get("/dev/emails/:template", developmentOnly, (c) => {
    const mail = sampleMails(c.var.deps).find(({ template }) => template === c.req.param("template"));
    if (!mail) throw new Problem("NOT_FOUND");
    return c.html(mail.html, 200, { "content-security-policy": policyOfMails });
  })
  .get("/dev/emails/:template/text", developmentOnly, (c) => {
    const mail = sampleMails(c.var.deps).find(({ template }) => template === c.req.param("template"));
    if (!mail) throw new Problem("NOT_FOUND");
    return c.text(mail.text);
  });

function renderPreview(mails: ReturnType<typeof sampleMails>) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Atrium's mails</title>
        <link rel="stylesheet" href="/docs/reference.css" />
      </head>
      <body>
        <nav aria-label="Mails">
          <a class="home" href="/">Atrium</a>
          <ul>
            ${mails.map(({ template }) => html`<li><a href="#${template}">${template}</a></li>`)}
          </ul>
          <a href="/dev/outbox">outbox</a>
        </nav>
        <main>
          <h1>Mails</h1>
          ${mails.map(
            ({ template, subject, text }) =>
              html`<section id="${template}">
                <h2>${template}</h2>
                <p>
                  ${subject} · <a href="/dev/emails/${template}">HTML</a> ·
                  <a href="/dev/emails/${template}/text">text</a>
                </p>
                <iframe
                  src="/dev/emails/${template}"
                  title="${template} as HTML"
                  width="660"
                  height="640"
                  loading="lazy"
                ></iframe>
                <pre>${text}</pre>
              </section>`,
          )}
        </main>
      </body>
    </html>`;
}
