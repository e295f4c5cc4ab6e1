import type { Device, Session } from "../../client/index.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";

const comma = language === "ar" ? "، " : ", ";
const countries = new Intl.DisplayNames(language, { type: "region", fallback: "code" });

/** "Firefox on Linux", or the name that the device was given. */
export function describeDevice({ name, browser, os }: Device): string {
  if (name !== null) return name;
  if (browser === null) return os ?? t("settings.sessions.unknownDevice");
  return os === null ? browser : t("settings.sessions.device", { browser, os });
}

/** "Kuwait City, Kuwait (203.0.113.7)", as far as it is known. */
export function describePlace({ ip, location }: Pick<Session, "ip" | "location">): string {
  const country = location?.country ?? null;
  const parts = [location?.city ?? null, country && nameOfCountry(country)].filter((part) => part !== null);
  // Isolated, or a text from the right would turn the parts of an address round.
  return parts.length === 0 ? ip : `${parts.join(comma)} (\u2066${ip}\u2069)`;
}

/** "Kuwait" for KW; what is no country's code (networks without a place have such) stays as it is. */
export function nameOfCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}
