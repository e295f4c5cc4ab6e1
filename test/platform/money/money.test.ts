import { describe, test } from "vitest";
import { maxAmount, Money } from "../../../src/platform/money/contract.ts";
import { currencyCodes, exponentOf } from "../../../src/platform/money/currencies.ts";
import { decimalOf, formatMoney } from "../../../src/platform/money/format.ts";

/** A space is a space, whether or not a line may break there. */
const shown = (money: Money, locale?: string) => formatMoney(money, locale).replaceAll(/\s/g, " ");

describe("a currency", () => {
  test.for([
    ["KWD", 3],
    ["BHD", 3],
    ["IQD", 3],
    ["USD", 2],
    ["EUR", 2],
    ["IDR", 2],
    ["JPY", 0],
    ["XAF", 0],
  ] as const)("has its own exponent: %s %i", ([currency, exponent], { expect }) => {
    expect(exponentOf(currency)).toBe(exponent);
  });

  test("is one that the runtime can name, once", ({ expect }) => {
    const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });

    expect(currencyCodes.length).toBeGreaterThan(150);
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    expect(currencyCodes.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    // What came in the last years an older runtime may not know.
    const young = new Set(["XCG", "ZWG", "SLE", "VED"]);
    expect(currencyCodes.filter((code) => !young.has(code) && names.of(code) === undefined)).toEqual([]);
  });

  test.for(["XXX", "XAU", "XTS", "BTC", "HRK", "BGN", ""])("is not %j", (currency, { expect }) => {
    expect(Money.safeParse({ amount: 1, currency }).success).toBe(false);
    expect(() => exponentOf(currency)).toThrow("is no currency");
  });
});

describe("an amount", () => {
  test.for([
    [{ amount: 1_250, currency: "KWD" }, "1.250"],
    [{ amount: 5, currency: "KWD" }, "0.005"],
    [{ amount: 0, currency: "USD" }, "0.00"],
    [{ amount: 1_050, currency: "USD" }, "10.50"],
    [{ amount: 500, currency: "JPY" }, "500"],
    [{ amount: maxAmount, currency: "KWD" }, "999999999.999"],
    [{ amount: maxAmount, currency: "USD" }, "9999999999.99"],
    [{ amount: -1_250, currency: "KWD" }, "-1.250"],
    [{ amount: -5, currency: "KWD" }, "-0.005"],
    [{ amount: -500, currency: "JPY" }, "-500"],
  ] as const)("is told exactly in the major unit: %j", ([money, decimal], { expect }) => {
    expect(decimalOf(money)).toBe(decimal);
  });

  test("is shown with the decimal places of its currency, as a locale has it", ({ expect }) => {
    expect(shown({ amount: 1_250, currency: "KWD" })).toBe("KWD 1.250");
    expect(shown({ amount: 123_456, currency: "USD" })).toBe("$1,234.56");
    expect(shown({ amount: 123_456, currency: "JPY" })).toBe("¥123,456");
    expect(shown({ amount: 100_050, currency: "IDR" })).toBe("IDR 1,000.50");
    expect(shown({ amount: maxAmount, currency: "KWD" })).toBe("KWD 999,999,999.999");
    expect(shown({ amount: 123_456, currency: "EUR" }, "de")).toBe("1.234,56 €");
  });

  test.for([-1, 1.5, maxAmount + 1, Number.NaN, "1", null])("is not %j", (amount, { expect }) => {
    expect(Money.safeParse({ amount, currency: "KWD" }).success).toBe(false);
  });
});
