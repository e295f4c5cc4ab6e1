import type { ReactNode } from "react";
import type { SentMethod, StepUpMethod } from "../../client/index.ts";
import type { Words } from "../app/failure-text.ts";
import type { Fields } from "../app/use-submit.ts";

/** What a page does with the factor that it asks for. */
export type FactorQuestion = {
  /** Hands the proof over; `field` reads what else the form asks. */
  prove: (proof: { method: StepUpMethod; code: string }, field: Fields) => Promise<void>;
  send: (method: SentMethod) => Promise<unknown>;
  words?: Words;
  /** What else is asked. */
  children?: ReactNode;
};
