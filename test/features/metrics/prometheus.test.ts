import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { metricsToken, scrape } from "../../support/metrics.ts";
import { parseExposition } from "../../support/exposition.ts";

describe("the text for Prometheus", () => {
  test("is what the format asks for", async ({ expect }) => {
    await call("GET", "/health");
    const response = await call("GET", "/metrics", { token: metricsToken });

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const families = parseExposition(await response.text());
    expect([...families.keys()]).toEqual(
      expect.arrayContaining([
        "atrium_http_requests_total",
        "atrium_http_request_duration_seconds",
        "atrium_messages_total",
        "atrium_sign_ins_total",
        "atrium_events_recorded_total",
        "atrium_events_pending",
        "atrium_jobs_lag_seconds",
        "atrium_jobs_pending",
        "atrium_delivery_total",
        "atrium_delivery_breaker_state",
      ]),
    );
    expect(families.get("atrium_jobs_pending")?.samples.map(({ labels }) => labels.get("queue"))).toEqual([
      "email",
      "delivery",
      "payments",
      "events",
      "ai",
    ]);
  });

  test("counts requests by route as it is declared, and only grows", async ({ expect }) => {
    const line = 'atrium_http_requests_total{method="GET",route="/health/live",status="200"}';
    const before = (await scrape()).get(line) ?? 0;

    for (let at = 0; at < 5; at += 1) await call("GET", "/health/live");

    await expect.poll(async () => (await scrape()).get(line)).toBe(before + 5);
    const buckets = 'atrium_http_request_duration_seconds_bucket{method="GET",route="/health/live",le="+Inf"}';
    expect((await scrape()).get(buckets)).toBe(before + 5);
  });

  test("has no more lines after a thousand paths that somebody made up", async ({ expect }) => {
    const unknown = 'atrium_http_requests_total{method="GET",route="*",status="404"}';
    await call("GET", "/api/v1/nothing/first");
    await call("GET", "/api/v1/users/nobody_first");
    await expect.poll(async () => (await scrape()).get(unknown) ?? 0).toBeGreaterThanOrEqual(1);
    const before = await scrape();

    for (let hundred = 0; hundred < 1_000; hundred += 100) {
      const paths = Array.from({ length: 100 }, (_, at) => hundred + at).map((at) =>
        at % 2 === 0 ? `/api/v1/nothing/${crypto.randomUUID()}` : `/api/v1/users/nobody_${at}`,
      );
      await Promise.all(paths.map((path) => call("GET", path)));
    }

    await expect.poll(async () => (await scrape()).get(unknown)).toBe((before.get(unknown) ?? 0) + 500);
    const lines = [...(await scrape()).keys()].filter((line) => line.startsWith("atrium_http"));
    const own = lines.filter((line) => !line.includes('route="/metrics"'));
    expect(own.filter((line) => !before.has(line))).toEqual([]);
  });
});

describe("the token", () => {
  test("is asked for", async ({ expect }) => {
    const wrong = ["", "wrong", `${metricsToken}x`, metricsToken.slice(1)];
    for (const token of wrong) {
      const response = await call("GET", "/metrics", token === "" ? {} : { token });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain("atrium_");
    }
    const basic = await call("GET", "/metrics", { headers: { authorization: `Basic ${btoa(`x:${metricsToken}`)}` } });
    expect(basic.status).toBe(401);
  });

  test("opens nothing where none is configured", async ({ expect }) => {
    const isolate = newIsolate({ METRICS_TOKEN: "" });

    for (const token of [metricsToken, "undefined", "null"]) {
      expect((await isolate.call("GET", "/metrics", { token })).status).toBe(401);
    }
  });
});
