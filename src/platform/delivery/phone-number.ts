import { z } from "zod";

/** A phone number, as ITU-T E.164 writes it. */
export const PhoneNumber = z
  .string()
  .transform((text) => text.replaceAll(/[\s().-]/g, ""))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a phone number like +96550001234"))
  .meta({ examples: ["+96550001234"] });
