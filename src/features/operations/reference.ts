import { html, raw } from "hono/html";

type Json = Record<string, unknown>;
type Operation = {
  summary?: string;
  description?: string;
  tags: string[];
  security?: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
};
type Entry = { method: string; path: string; operation: Operation };

/** The API document as a page: rendered on the server, so it needs neither scripts nor network. */
export function renderReference(document: Json) {
  const entries = entriesOf(document);
  const groups = Map.groupBy(entries, ({ operation }) => operation.tags[0] ?? "");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Atrium API reference</title>
        <link rel="stylesheet" href="/docs/reference.css" />
      </head>
      <body>
        <nav aria-label="Sections">
          <a class="home" href="/">Atrium</a>
          <ul>
            ${[...groups.keys()].map((tag) => html`<li><a href="#${tag}">${tag}</a></li>`)}
          </ul>
          <a href="/openapi.json">openapi.json</a>
        </nav>
        <main>
          <h1>API reference</h1>
          ${[...groups].map(
            ([tag, group]) =>
              html`<section id="${tag}">
                <h2>${tag}</h2>
                ${group.map(renderEntry)}
              </section>`,
          )}
          <section id="schemas">
            <h2>schemas</h2>
            ${schemasOf(document).map(([name, schema]) => renderSchema(name, schema))}
          </section>
        </main>
      </body>
    </html>`;
}

function entriesOf(document: Json): Entry[] {
  // The document is our own: `describeApi` made it a moment ago.
  const paths = document["paths"] as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function schemasOf(document: Json): [string, Json][] {
  return Object.entries((document["components"] as { schemas: Record<string, Json> }).schemas);
}

function renderEntry({ method, path, operation }: Entry) {
  const { summary = "", description = "", parameters, requestBody, responses, security } = operation;
  return html`<details>
    <summary>
      <span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code>
      <span class="what">${summary}</span>
    </summary>
    ${security ? html`<p>Signed in: <code>Authorization: Bearer …</code> ${description}</p>` : ""}
    ${
      parameters.length > 0
        ? html`<h3>Parameters</h3>
            <ul>
              ${parameters.map(renderParameter)}
            </ul>`
        : ""
    }
    ${
      requestBody
        ? html`<h3>Body</h3>
            ${renderJson(Object.values(requestBody.content)[0]?.schema ?? {})}`
        : ""
    }
    <h3>Answers</h3>
    ${Object.entries(responses).map(([status, response]) => renderResponse(status, response))}
  </details>`;
}

function renderParameter({ name, in: place, required, schema }: Operation["parameters"][number]) {
  return html`<li><code>${name}</code> in ${place}${required ? ", required" : ""} ${renderJson(schema)}</li>`;
}

function renderResponse(status: string, { description, content }: Operation["responses"][string]) {
  const isProblem = content?.["application/problem+json"] !== undefined;
  const schema = content?.["application/json"]?.schema;
  return html`<p><strong>${status}</strong> ${description}</p>
    ${schema && !isProblem ? renderJson(schema) : ""}`;
}

function renderSchema(name: string, schema: Json) {
  return html`<details id="schema-${name}">
    <summary><code>${name}</code></summary>
    ${renderJson(schema)}
  </details>`;
}

/** A schema as text, with its references as links. */
function renderJson(schema: Json) {
  const text = JSON.stringify(schema, null, 2).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return html`<pre>${raw(text.replace(/"#\/components\/schemas\/(\w+)"/g, '"<a href="#schema-$1">$1</a>"'))}</pre>`;
}

export const referenceStyles = `
:root { color-scheme: light dark; --line: light-dark(#ddd9cf, #34332f); --accent: light-dark(#1f6f5c, #6cc3a9); --soft: light-dark(#f6f5f1, #1b1a18) }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #131211); color: light-dark(#1c1b19, #eceae4); display: grid; grid-template-columns: 14rem minmax(0, 1fr) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; box-sizing: border-box; border-right: 1px solid var(--line) }
nav ul { list-style: none; padding: 0 } nav li { padding: .15rem 0 }
.home { font-weight: 700 } a { color: var(--accent); text-decoration: none } a:hover { text-decoration: underline }
main { padding: 1.5rem 2rem; max-width: 60rem } h2 { margin-top: 2.5rem } h3 { margin: 1rem 0 .25rem; font-size: 1rem }
details { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; margin: .5rem 0 } summary { cursor: pointer }
.method { display: inline-block; min-width: 4rem; font: 600 .8rem ui-monospace, monospace; color: var(--accent) } .what { color: light-dark(#5d5a52, #a8a498) }
pre { background: var(--soft); border-radius: .4rem; padding: .75rem; overflow: auto; font: .85rem/1.4 ui-monospace, monospace }
@media (max-width: 45rem) { body { grid-template-columns: minmax(0, 1fr) } nav { position: static; height: auto; border: 0; border-bottom: 1px solid var(--line) } main { padding: 1rem } }
`;
