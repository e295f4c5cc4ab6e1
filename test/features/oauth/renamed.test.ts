import { describe, test } from "vitest";
import { newIsolate } from "../../support/isolate.ts";
import { newName } from "../../support/people.ts";
import { Browser, newAccount, providerBindings } from "../../support/provider-visits.ts";

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);

describe("the name of who signs in by a provider", () => {
  test("follows the one there, for the search of people too", async ({ expect }) => {
    const account = newAccount({ name: " Ada Lovelace " });
    const first = newBrowser();
    await first.signInByOidc(account);
    const before = await first.whoAmI();
    const name = `Ada ${newName()}`;
    const second = newBrowser();

    await second.signInByOidc({ ...account, name });

    expect(before).toMatchObject({ displayName: "Ada Lovelace" });
    expect(await second.whoAmI()).toMatchObject({ id: before?.id, username: before?.username, displayName: name });
    const token = await second.accessToken();
    const query = `/api/v1/users?q=${encodeURIComponent(name.toUpperCase())}`;
    const found = await second.call("GET", query, { ...(token !== undefined && { token }) });
    expect(await found.json()).toMatchObject({ items: [{ id: before?.id, displayName: name }] });
  });

  test("stays where it was chosen here, whatever the provider says", async ({ expect }) => {
    const account = newAccount({ name: "Ada Lovelace" });
    const browser = newBrowser();
    await browser.signInByOidc(account);
    const token = await browser.accessToken();
    const json = { displayName: "The Countess" };
    await browser.call("PATCH", "/api/v1/me", { json, ...(token !== undefined && { token }) });

    const names = [];
    for (const name of ["Ada Lovelace", "Ada King", "Ada Byron"]) {
      await browser.signInByOidc({ ...account, name });
      names.push((await browser.whoAmI())?.displayName);
    }

    expect(names).toEqual(["The Countess", "The Countess", "The Countess"]);
  });

  test("stays where the new one is none", async ({ expect }) => {
    const account = newAccount({ name: "Ada Lovelace" });
    await newBrowser().signInByOidc(account);
    const browser = newBrowser();

    await browser.signInByOidc({ ...account, name: "\u202Eevil\u0000" });

    expect(await browser.whoAmI()).toMatchObject({ displayName: "Ada Lovelace" });
  });
});
