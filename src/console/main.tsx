import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Direction } from "radix-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { SignOutReason } from "../client/index.ts";
import { onSignedOut } from "./app/client.ts";
import { leadBackTo } from "./app/guards.ts";
import { forgetPrivate, queryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { forgetOutgoing } from "./chat/outgoing.ts";
import { forgetDrafts } from "./composer/drafts.ts";
import { direction, language } from "./strings/language.ts";
import "./styles.css";

onSignedOut((reason) => void leave(reason));

/** What the last person saw must not outlive their session; it goes once nothing shows it any more. */
async function leave(reason: SignOutReason): Promise<void> {
  const search = reason === "session-over" ? leadBackTo(router.state.location.href, true) : {};
  await router.navigate({ to: "/sign-in", search });
  forgetPrivate();
  forgetOutgoing();
  forgetDrafts();
}

Object.assign(document.documentElement, { lang: language, dir: direction });

const root = document.querySelector("#root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <Direction.Provider dir={direction}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Direction.Provider>
  </StrictMode>,
);
