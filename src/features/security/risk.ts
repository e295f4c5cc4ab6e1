import type { Location } from "../../platform/http/request.ts";
import type { SignIn } from "../sessions/index.ts";
import type { NoticeKind } from "../users/index.ts";
import type { SecurityDeps } from "./deps.ts";

/** What is known of a sign-in at the moment when its password, or whatever it was, has proved right. */
export type SignInFacts = {
  ip: string;
  location: Location | null;
  isKnownDevice: boolean;
  /** Failures in a row before it. */
  failuresBefore: number;
  /** The user's last sign-ins, newest first. */
  history: SignIn[];
};

export type Signal = "new_device" | "new_country" | "impossible_travel" | "failure_burst" | "bad_reputation";

export type Assessment = {
  signals: Signal[];
  score: number;
  decision: "allow" | "alert" | "second_factor" | "block";
};

const burst = 3;
/** Below it, places are too inexact: an address is located by its provider. */
const leastTravelKm = 500;
const fastestKmPerHour = 1_000;
const earthRadiusKm = 6_371;
const hourMs = 3600 * 1000;

/** Weighs what is suspicious about a sign-in, by RISK_WEIGHTS, and decides by RISK_THRESHOLDS. */
export function assessSignIn(
  deps: Pick<SecurityDeps, "config" | "addressReputation" | "now">,
  facts: SignInFacts,
): Assessment {
  const { RISK_WEIGHTS: weights, RISK_THRESHOLDS: thresholds } = deps.config;
  const found: Record<Signal, boolean> = {
    new_device: facts.history.length > 0 && !facts.isKnownDevice,
    new_country: isNewCountry(facts),
    impossible_travel: isImpossibleTravel(facts, deps.now()),
    failure_burst: facts.failuresBefore >= burst,
    bad_reputation: deps.addressReputation.isBad(facts.ip),
  };
  // The keys are those of the record above.
  const signals = (Object.keys(found) as Signal[]).filter((signal) => found[signal]);
  const score = signals.reduce((sum, signal) => sum + (weights.get(signal) ?? 0), 0);
  const reaches = (name: string) => score >= (thresholds.get(name) ?? Number.POSITIVE_INFINITY);
  const decision = (["block", "second_factor", "alert"] as const).find(reaches) ?? "allow";
  return { signals, score, decision };
}

/** What the security log says of it; nothing where it was as usual. */
export function describeRisk({ signals, decision }: Assessment): Record<string, string> {
  return signals.length === 0 ? {} : { signals: signals.join(", "), decision };
}

/** What the owner is told of a sign-in; null where it is as usual. */
export function noticeOf({ signals, decision }: Assessment): NoticeKind | null {
  switch (decision) {
    case "allow":
      return null;
    case "block":
      return "sign_in_blocked";
    case "alert":
    case "second_factor":
      return signals.every((signal) => signal === "new_device") ? "new_device" : "suspicious_sign_in";
  }
}

function isNewCountry({ location, history }: SignInFacts): boolean {
  const seen = history.flatMap(({ country }) => country ?? []);
  return location?.country != null && seen.length > 0 && !seen.includes(location.country);
}

/** Whether the way from the last place would have taken a faster plane than there is. */
function isImpossibleTravel({ location, history }: SignInFacts, now: number): boolean {
  const here = pointOf(location);
  const last = history.find((one) => pointOf(one) !== null);
  const there = last ? pointOf(last) : null;
  if (!here || !last || !there) return false;
  const km = distanceKm(here, there);
  const hours = Math.max(0, now - last.at) / hourMs;
  return km > leastTravelKm && km > fastestKmPerHour * hours;
}

type Point = { latitude: number; longitude: number };

function pointOf(place: { latitude: number | null; longitude: number | null } | null): Point | null {
  const { latitude = null, longitude = null } = place ?? {};
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

/** Along the great circle, by the haversine formula. */
export function distanceKm(from: Point, to: Point): number {
  const [lat1, lat2] = [radians(from.latitude), radians(to.latitude)];
  const longitudes = haversine(radians(to.longitude - from.longitude));
  const h = haversine(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * longitudes;
  // Rounding may take it past 1 at the antipodes.
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, h)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function haversine(angle: number): number {
  return Math.sin(angle / 2) ** 2;
}
