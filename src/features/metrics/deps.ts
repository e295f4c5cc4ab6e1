import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { Channel } from "../../platform/delivery/schema.ts";
import type { RequestDeps } from "../../platform/http/request.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { Figures } from "./figures.ts";
import type { Total } from "./totals.ts";

/** The object that has what all isolates have counted, as far as it is asked. */
type MetricsKeeper = {
  figures(step: number, from: number, to: number): Promise<Figures[]>;
  totals(): Promise<Total[]>;
};

export interface MetricsFeatureDeps extends RequestDeps, DatabaseDeps, SessionsDeps {
  metricsKeeper(): MetricsKeeper;
  /** The names of the providers that are configured. */
  providerNames: { channel: Channel; provider: string }[];
}
