import { afterEach, describe, test, vi } from "vitest";
import { idSchema, isId, newId } from "../../../src/platform/ids/typeid.ts";

afterEach(() => vi.useRealTimers());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

describe("a new id", () => {
  test("is a TypeID of its kind, and of no other", ({ expect }) => {
    const id = newId("msg");

    expect(id).toMatch(/^msg_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(isId("msg", id)).toBe(true);
    expect(isId("user", id)).toBe(false);
    expect(idSchema("msg").safeParse(id).success).toBe(true);
  });

  test("is another each time, and sorts after those before it, also within a millisecond", ({ expect }) => {
    vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00Z") });

    const ids = upTo(10_000).map(() => newId("msg"));

    expect(new Set(ids).size).toBe(10_000);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.filter((id) => !isId("msg", id))).toEqual([]);
  });

  test("sorts after those before it when the clock is set back", ({ expect }) => {
    vi.useFakeTimers({ now: new Date("2027-11-21T12:00:00Z") });
    const before = newId("msg");
    vi.setSystemTime(new Date("2027-11-21T11:50:00Z"));

    expect(newId("msg") > before).toBe(true);
  });

  test("is a UUID of version 7 with the time at which it was made (RFC 9562)", ({ expect }) => {
    vi.useFakeTimers({ now: new Date("2028-11-21T12:00:00Z") });

    const bits = Array.from(newId("msg").slice(4))
      .map((digit) => "0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit).toString(2).padStart(5, "0"))
      .join("")
      .slice(2);

    expect(Number.parseInt(bits.slice(0, 48), 2)).toBe(Date.parse("2028-11-21T12:00:00Z"));
    expect(bits.slice(48, 52)).toBe("0111");
    expect(bits.slice(64, 66)).toBe("10");
  });
});
