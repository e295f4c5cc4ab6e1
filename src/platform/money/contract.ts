import { z } from "zod";
import { currencyCodes } from "./currencies.ts";

/** The most that one amount may be: sums of thousands of them are still exact as numbers. */
export const maxAmount = 999_999_999_999;

/** A currency by its code of ISO 4217. */
const Currency = z.enum(currencyCodes).meta({ id: "Currency", examples: ["KWD", "USD", "JPY"] });

/** A price or a payment: never a fraction, so nothing is ever rounded. */
export const Money = z
  .strictObject({
    amount: z.int().min(0).max(maxAmount).meta({ description: "in minor units of the currency: KWD 1.250 is 1250" }),
    currency: Currency,
  })
  .meta({ id: "Money" });
export type Money = z.infer<typeof Money>;
