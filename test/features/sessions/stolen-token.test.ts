import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { mailTo, signIn, signUp } from "../../support/people.ts";
import { later, outcomeOf, write } from "../../support/sessions.ts";
import { openStream } from "../../support/stream.ts";
import { noticesTo, refreshed, times } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

const refresh = (refreshToken: string) =>
  call("POST", "/api/v1/auth/refresh", { json: { refreshToken }, from: newAddress() });

describe("a refresh token that is used again after it was replaced", () => {
  test("puts out both its owner and its thief, closes their sockets, and the owner is told", async ({ expect }) => {
    const person = await signUp();
    const phone = await signIn(person.email);
    const owner = await refreshed(person);
    const stream = await openStream("/api/v1/notifications/live", owner.token);
    later(11_000);

    const thief = await refresh(person.refreshToken);

    expect(await outcomeOf(thief)).toEqual([401, "SESSION_EXPIRED"]);
    expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
    expect((await refresh(owner.refreshToken)).status).toBe(401);
    expect(await outcomeOf(await owner.call("GET", "/api/v1/me"))).toEqual([401, "SESSION_EXPIRED"]);
    expect((await write(phone)).status).toBe(200);
    const mail = await mailTo(person.email, "refresh_token_reused");
    expect(mail.text).toContain("used twice");
    const alerts = await phone.call("GET", "/api/v1/notifications?type=security_alert");
    expect(await alerts.text()).toContain("A session of yours was ended");
  });

  test("twenty times at once is told once", async ({ expect }) => {
    const person = await signUp();
    await refreshed(person);
    later(11_000);

    const answers = await times(20, () => refresh(person.refreshToken));

    expect(answers.every(({ status }) => status === 401)).toBe(true);
    await eventually(async () => {
      expect((await noticesTo(person)).filter((kind) => kind === "refresh_token_reused")).toHaveLength(1);
    });
  });

  test("is refused and ends the session also when nobody can be told", async ({ expect }) => {
    const person = await signUp();
    const owner = await refreshed(person);
    later(11_000);
    const broken = newIsolate({ DB: failingDatabase('insert into "events"', "D1 is down") });

    const thief = await broken.call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });

    expect(await outcomeOf(thief)).toEqual([401, "SESSION_EXPIRED"]);
    expect((await write(owner)).status).toBe(401);
  });
});
