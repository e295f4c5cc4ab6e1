import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { leaksOf, type Written } from "../support/canaries.ts";
import { travel, Traveller } from "../support/secret-journey.ts";
import { stopClock } from "../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const newPassword = () => `a canary that sings ${crypto.randomUUID()}`;

describe("a secret", () => {
  test(
    "is in no table, object, queue or log, nor in anybody's mail but its owner's",
    { timeout: 60_000 },
    async ({ expect }) => {
      const traveller = new Traveller();
      const { world } = traveller;
      world.keep({ serviceKey: "ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU" });
      await travel(traveller);
      await world.sweep();

      const everything = await world.everythingWritten();

      expect([...new Set(world.canaries.map(({ name }) => name))].toSorted()).toEqual([
        "accessToken",
        "authorizationCode",
        "backupCodes",
        "browserSecret",
        "challengeToken",
        "clientSecret",
        "code",
        "deviceCookie",
        "deviceToken",
        "nonce",
        "password",
        "refreshCookie",
        "refreshToken",
        "secret",
        "serviceKey",
        "signature",
        "state",
        "token",
        "wrong",
      ]);
      expect([...new Set(world.canaries.flatMap((canary) => leaksOf(canary, everything)))]).toEqual([]);
      const places = new Set(everything.map(({ where }) => where));
      for (const table of ["registrations", "sent_codes", "email_changes", "password_resets", "oauth_flows"]) {
        expect(places).toContain(`table ${table}`);
      }
      for (const place of ["the log", "queue atrium-email", "USER_HUB sockets", "RATE_LIMITER table hits"]) {
        expect(places).toContain(place);
      }
    },
  );

  test.for([
    ["as it is", (value: string) => value],
    ["in base64", (value: string) => btoa(value)],
    ["in hexadecimal digits", (value: string) => Buffer.from(value).toString("hex")],
  ] as const)("would be found %s", ([, encode], { expect }) => {
    const canary = { name: "password", value: newPassword(), sentTo: "ada@example.com" };
    const written: Written[] = [
      { where: "a table", text: JSON.stringify({ field: encode(canary.value) }) },
      { where: "a mail", text: canary.value, recipient: "grace@example.com" },
      { where: "their mail", text: canary.value, recipient: "ada@example.com" },
    ];

    expect(leaksOf(canary, written)).toEqual(["password is in a table", "password is in a mail"]);
  });
});
