import { z } from "zod";
import type { Provider } from "./provider.ts";
import { PushTarget } from "./push-target.ts";
import { DeliveryReport } from "./report.ts";

/** Some push services take no more than 4 KiB encrypted, and all take this. */
const maxPayloadBytes = 3_072;

/** What a page's service worker shows. */
export const PushPayload = z.object({
  title: z.string().max(200),
  body: z.string(),
  /** What opens when it is clicked. */
  url: z.string().max(1_000).optional(),
  /** What replaces what: a later one with the same tag takes its place. */
  tag: z.string().max(100).optional(),
  data: z.record(z.string().max(50), z.string().max(200)).optional(),
});
export type PushPayload = z.infer<typeof PushPayload>;

export const Push = z.object({
  subscription: PushTarget,
  template: z.string(),
  payload: PushPayload.refine((payload) => sizeOf(payload) <= maxPayloadBytes, "is too large"),
  /** How long a push service keeps it for a browser that is away; four weeks at most. */
  ttlSeconds: z.int().min(0).max(2_419_200),
  urgency: z.enum(["very-low", "low", "normal", "high"]),
  /** Of those that wait for a browser, a later one of the same topic takes the place of an earlier one (RFC 8030 §5.4). */
  topic: z
    .string()
    .regex(/^[\w-]{1,32}$/)
    .optional(),
  /** Whom to tell what came of it. */
  report: DeliveryReport.optional(),
});
export type Push = z.infer<typeof Push>;

export type PushProvider = Provider<Push>;

/** Cuts what a push says until it fits. */
export function fitPayload(payload: PushPayload): PushPayload {
  const fitted = { ...payload, title: cut(payload.title, 200), body: cut(payload.body, 1_000) };
  while (sizeOf(fitted) > maxPayloadBytes && fitted.body.length > 0) {
    fitted.body = cut(fitted.body, Math.floor(fitted.body.length / 2));
  }
  return fitted;
}

function sizeOf(payload: PushPayload): number {
  return new TextEncoder().encode(JSON.stringify(payload)).length;
}

/** No character is cut in half. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return maxLength < 2 ? "" : `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
