import * as fc from "fast-check";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import {
  assessSignIn,
  ListedReputation,
  noticeOf,
  type Signal,
  type SignInFacts,
} from "../../../src/features/security/index.ts";
import { distanceKm } from "../../../src/features/security/risk.ts";
import { ConfigError, parseConfig } from "../../../src/platform/config/config.ts";

const now = Date.UTC(2026, 7, 1);
const hour = 3600 * 1000;
const kuwait = { country: "KW", city: "Kuwait City", latitude: 29.37, longitude: 47.98 };
const london = { country: "GB", city: "London", latitude: 51.51, longitude: -0.13 };
const nowhere = { country: null, city: null, latitude: null, longitude: null };

function depsWith(bindings: object = {}) {
  const config = parseConfig({ ...env, ...bindings });
  return { config, addressReputation: new ListedReputation(config.REPUTATION_LIST), now: () => now };
}

const signIn = (place: Omit<typeof kuwait, "city"> | typeof nowhere, hoursAgo: number) => ({
  at: now - hoursAgo * hour,
  ip: "192.0.2.1",
  country: place.country,
  latitude: place.latitude,
  longitude: place.longitude,
});
const usual: SignInFacts = {
  ip: "192.0.2.1",
  location: kuwait,
  isKnownDevice: true,
  failuresBefore: 0,
  history: [signIn(kuwait, 24)],
};
const assess = (facts: Partial<SignInFacts>, bindings: object = {}) =>
  assessSignIn(depsWith(bindings), { ...usual, ...facts });

describe("a sign-in", () => {
  test.for<[string, Partial<SignInFacts>, Signal[]]>([
    ["as usual", {}, []],
    ["that is the first ever", { isKnownDevice: false, history: [] }, []],
    ["from a new device", { isKnownDevice: false }, ["new_device"]],
    ["from a new country, after a long flight", { location: london }, ["new_country"]],
    ["from a country of long ago", { location: london, history: [signIn(kuwait, 24), signIn(london, 999)] }, []],
    ["from no country that anybody knows", { location: null }, []],
    ["when no earlier one has a known country", { history: [signIn(nowhere, 24)] }, []],
    ["two failures after the last", { failuresBefore: 2 }, []],
    ["three failures after the last", { failuresBefore: 3 }, ["failure_burst"]],
  ])("%s has the signals that it should", ([, facts, signals], { expect }) => {
    expect(assess(facts).signals).toEqual(signals);
  });

  test.for<[string, number, boolean]>([
    ["an hour", 1, true],
    ["four hours and a half", 4.5, true],
    ["five hours", 5, false],
    ["minus an hour, by another clock", -1, true],
  ])("4,670 km away after %s is possible or is not", ([, hours, isImpossible], { expect }) => {
    const { signals } = assess({ location: london, history: [signIn(kuwait, hours)] });

    expect(signals.includes("impossible_travel")).toBe(isImpossible);
  });

  test("is no travel within 500 km, however fast: addresses are not that exact", ({ expect }) => {
    const basra = { ...kuwait, latitude: 30.5, longitude: 47.8 };

    expect(assess({ location: basra, history: [signIn(kuwait, 0)] }).signals).toEqual([]);
  });

  test("is compared to the last place that is known", ({ expect }) => {
    const history = [signIn(nowhere, 0.5), signIn(kuwait, 1), signIn(london, 2)];

    expect(assess({ location: london, history }).signals).toEqual(["impossible_travel"]);
  });

  test.for<[Partial<SignInFacts>, string, string | null]>([
    [{}, "allow", null],
    [{ isKnownDevice: false }, "alert", "new_device"],
    [{ failuresBefore: 4 }, "alert", "suspicious_sign_in"],
    [{ location: london }, "alert", "suspicious_sign_in"],
    [{ isKnownDevice: false, location: london }, "alert", "suspicious_sign_in"],
    [{ location: london, history: [signIn(kuwait, 1)] }, "second_factor", "suspicious_sign_in"],
    [{ ip: "203.0.113.7" }, "second_factor", "suspicious_sign_in"],
    [
      { ip: "203.0.113.7", isKnownDevice: false, location: london, history: [signIn(kuwait, 1)] },
      "block",
      "sign_in_blocked",
    ],
  ])("like %j: %s", ([facts, decision, notice], { expect }) => {
    const assessment = assess(facts, { REPUTATION_LIST: "203.0.113.0/24" });

    expect(assessment.decision).toBe(decision);
    expect(noticeOf(assessment)).toBe(notice);
  });

  test("is weighed and decided as configured", ({ expect }) => {
    const policy = { RISK_WEIGHTS: "new_device:70", RISK_THRESHOLDS: "block:70" };

    expect(assess({ isKnownDevice: false }, policy)).toEqual({ signals: ["new_device"], score: 70, decision: "block" });
    expect(assess({ failuresBefore: 50 }, policy)).toEqual({ signals: ["failure_burst"], score: 0, decision: "allow" });
  });
});

describe("any sign-in", () => {
  const place = fc.option(
    fc.record({
      country: fc.option(fc.constantFrom("KW", "GB", "JP")),
      city: fc.constant(null),
      latitude: fc.option(fc.double({ min: -90, max: 90, noNaN: true })),
      longitude: fc.option(fc.double({ min: -180, max: 180, noNaN: true })),
    }),
  );
  const facts = fc.record({
    ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
    location: place,
    isKnownDevice: fc.boolean(),
    failuresBefore: fc.nat(100),
    history: fc.array(
      fc.record({ at: fc.integer({ min: now - 1e9, max: now + 1e7 }), place }).map(({ at, place: where }) => ({
        at,
        ip: "192.0.2.1",
        country: where?.country ?? null,
        latitude: where?.latitude ?? null,
        longitude: where?.longitude ?? null,
      })),
      { maxLength: 5 },
    ),
  });
  const deps = depsWith({ REPUTATION_LIST: "203.0.113.0/24,10.0.0.0/8" });
  const rank = { allow: 0, alert: 1, second_factor: 2, block: 3 };

  test("weighs what its signals weigh, and the first ever has no past to differ from", ({ expect }) => {
    fc.assert(
      fc.property(facts, (given) => {
        const { signals, score } = assessSignIn(deps, given);
        const weight = signals.reduce((sum, signal) => sum + (deps.config.RISK_WEIGHTS.get(signal) ?? 0), 0);
        expect(score).toBe(weight);
        if (given.history.length === 0) {
          expect(signals).not.toEqual(expect.arrayContaining(["new_device"]));
          expect(signals).not.toEqual(expect.arrayContaining(["new_country"]));
          expect(signals).not.toEqual(expect.arrayContaining(["impossible_travel"]));
        }
        if (given.isKnownDevice) expect(signals).not.toContain("new_device");
      }),
    );
  });

  test("is never trusted more for a worse sign", ({ expect }) => {
    fc.assert(
      fc.property(facts, (given) => {
        const before = rank[assessSignIn(deps, given).decision];
        const worse = [
          { ...given, isKnownDevice: false },
          { ...given, failuresBefore: given.failuresBefore + 5 },
          { ...given, ip: "10.1.2.3" },
        ];
        for (const one of worse) expect(rank[assessSignIn(deps, one).decision]).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("is as far from one place as the other is from it, and half way round the world at most", ({ expect }) => {
    const point = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(point, point, (one, other) => {
        const km = distanceKm(one, other);
        expect(km).toBeCloseTo(distanceKm(other, one), 6);
        expect(km).toBeGreaterThanOrEqual(0);
        expect(km).toBeLessThanOrEqual(20_016);
        expect(distanceKm(one, one)).toBe(0);
      }),
    );
    expect(distanceKm(kuwait, london)).toBeCloseTo(4_670, -2);
  });
});

describe("the reputation of an address", () => {
  const list = new ListedReputation(["203.0.113.0/24", "198.51.100.7/32", "2001:db8:bad::/48", "::ffff:192.0.2.0/120"]);

  test.for([
    ["203.0.113.255", true],
    ["203.0.114.0", false],
    ["198.51.100.7", true],
    ["198.51.100.8", false],
    ["::ffff:203.0.113.1", true],
    ["::FFFF:cb00:7101", true],
    ["192.0.2.9", true],
    ["::ffff:192.0.2.9", true],
    ["2001:db8:bad:1::1", true],
    ["2001:DB8:BAD::", true],
    ["2001:db8:bae::1", false],
    ["::", false],
    ["", false],
    ["nonsense", false],
    ["203.0.113.1, 10.0.0.1", false],
  ] as const)("of %s is bad: %s", ([ip, isBad], { expect }) => {
    expect(list.isBad(ip)).toBe(isBad);
  });

  test("is good where none is listed", ({ expect }) => {
    expect(new ListedReputation([]).isBad("203.0.113.1")).toBe(false);
  });

  test("is not configured by what is no network", ({ expect }) => {
    expect(() => depsWith({ REPUTATION_LIST: "203.0.113.0/24,nonsense" })).toThrow(ConfigError);
    expect(() => depsWith({ REPUTATION_LIST: "203.0.113.0/33" })).toThrow(/REPUTATION_LIST/);
  });
});
