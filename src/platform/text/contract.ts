import { z } from "zod";

/**
 * One line of text, as names and titles are: control characters would let it forge mail headers and log
 * lines, or run text backwards.
 */
export function lineOfText(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/u, "must be one line of text");
}

/** Text of any lines, kept as it was written: whoever shows it has to escape it. */
export function freeText(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode");
}
