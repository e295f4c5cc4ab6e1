import { redirect } from "@tanstack/react-router";
import { placesOf } from "../admin/places.ts";
import { meQuery } from "./queries.ts";
import { queryClient } from "./query-client.ts";
import { failureOf } from "./request-failed.ts";
import type { SignInSearch } from "./search.ts";
import { forgetSession, isBackFromProvider, mayBeSignedIn, rememberSession } from "./session-hint.ts";

/** Lets only signed-in people through; after a reload the session is taken up again here. */
export async function requireSession({ location }: { location: { href: string } }): Promise<void> {
  const wasSignedIn = mayBeSignedIn();
  if (await isSignedIn(wasSignedIn || isBackFromProvider())) return;
  throw redirect({ to: "/sign-in", search: leadBackTo(location.href, wasSignedIn), replace: true });
}

/** What the sign-in page is told, so that it leads back: and why one is there, where a session was and is no more. */
export function leadBackTo(href: string, wasSignedIn: boolean): SignInSearch {
  return { ...(wasSignedIn && { reason: "ended" }), ...(href !== "/" && { next: href }) };
}

/** Spares those who are signed in the pages for those who are not. */
export async function enterIfSignedIn(): Promise<void> {
  if (await isSignedIn(mayBeSignedIn()).catch(() => false)) throw redirect({ to: "/", replace: true });
}

/** Leads an operator who may not see the overview to the first page that they may see, and anybody else home. */
export async function enterAdmin(): Promise<void> {
  const [first] = placesOf(await queryClient.ensureQueryData(meQuery));
  if (first?.to !== "/admin") throw redirect({ to: first?.to ?? "/", replace: true });
}

/** @throws RequestFailed when it can't be known: without the server nobody is sent away. */
async function isSignedIn(isWorthAsking: boolean): Promise<boolean> {
  if (!isWorthAsking) return false;
  try {
    await queryClient.ensureQueryData(meQuery);
    rememberSession();
    return true;
  } catch (error) {
    if (failureOf(error).status !== 401) throw error;
    forgetSession();
    return false;
  }
}
