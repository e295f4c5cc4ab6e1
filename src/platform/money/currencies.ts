/*
 * What one can pay in: the currencies of ISO 4217 (list one, as of 2026), by how many decimal places
 * their minor unit has. Not in it are metals, testing codes, and the units that funds are counted in.
 *
 * Kept here because the runtime's own tables are about how prices are commonly written: they give the
 * rupiah and the Iraqi dinar none.
 */

const withTwo =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC " +
  "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR " +
  "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD " +
  "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN " +
  "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const withNone = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const withThree = "BHD IQD JOD KWD LYD OMR TND";

const exponents = new Map<string, number>([
  ...withTwo.split(" ").map((code): [string, number] => [code, 2]),
  ...withNone.split(" ").map((code): [string, number] => [code, 0]),
  ...withThree.split(" ").map((code): [string, number] => [code, 3]),
]);

/** Every currency that there is a price in, in the order of the alphabet. */
export const currencyCodes = [...exponents.keys()].toSorted();

/** How many decimal places the minor unit of a currency has: KWD 3, USD 2, JPY 0. */
export function exponentOf(currency: string): number {
  const exponent = exponents.get(currency);
  if (exponent === undefined) throw new Error(`${currency} is no currency`);
  return exponent;
}
