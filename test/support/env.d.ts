/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    /** Given by vitest.config.ts, for migrate.ts. */
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
