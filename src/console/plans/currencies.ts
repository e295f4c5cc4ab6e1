// What the server takes (ISO 4217), by how many decimal places the minor unit has. The browser's own tables are about
// how prices are commonly written: they give the rupiah and the Iraqi dinar none. A test holds this to the server's.
const withNone = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
const withThree = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));
const withTwo =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC " +
  "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR " +
  "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD " +
  "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN " +
  "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/** Every currency that there is a price in, in the order of the alphabet. */
export const currencyCodes = [...withTwo.split(" "), ...withNone, ...withThree].toSorted();

/** How many decimal places the minor unit of a currency has: KWD 3, USD 2, JPY 0. */
export function exponentOf(currency: string): number {
  if (withNone.has(currency)) return 0;
  return withThree.has(currency) ? 3 : 2;
}

/** What was typed as an amount, in minor units ("4.5" of KWD is 4500); null where it is none of this currency. */
export function minorUnitsOf(text: string, currency: string): number | null {
  const plain = text.trim().replaceAll(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));
  const match = /^(\d{1,12})(?:[.,٫](\d*))?$/.exec(plain);
  const exponent = exponentOf(currency);
  if (!match || (match[2] ?? "").length > exponent) return null;
  return Number(`${match[1]}${(match[2] ?? "").padEnd(exponent, "0")}`);
}

/** The other way round, as one types it: 4500 of KWD is "4.500". */
export function majorUnitsOf(amount: number, currency: string): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(amount);
  const digits = String(amount).padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
