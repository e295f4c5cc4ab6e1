import { test } from "vitest";
import { call } from "../../support/http.ts";

test("the reference page shows every operation, without a script or another address", async ({ expect }) => {
  const page = await call("GET", "/docs");
  const html = await page.text();
  const { paths } = await (await call("GET", "/openapi.json")).json<{ paths: Record<string, object> }>();

  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toMatch(/^text\/html; charset=utf-8/i);
  expect(html).not.toMatch(/<script|javascript:|\son\w+=|style=|<iframe|@import/i);
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = ""]) => address);
  expect(addresses.filter((address) => !/^(?:\/(?!\/)|#)/.test(address))).toEqual([]);
  for (const path of Object.keys(paths)) expect(html).toContain(`<code>${path}</code>`);
});

test("its links lead somewhere", async ({ expect }) => {
  const html = await (await call("GET", "/docs")).text();

  const anchors = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id = ""]) => id);
  const missing = anchors.filter((id) => !html.includes(`id="${id}"`));
  const styles = await call("GET", "/docs/reference.css");

  expect(anchors.length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
  expect([styles.status, styles.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  expect(await styles.text()).not.toMatch(/url\(|@import/);
});
