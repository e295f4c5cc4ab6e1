import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { SignOutReason } from "../client/index.ts";
import { onSignedOut } from "./app/client.ts";
import { forgetPrivate, queryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { forgetOutgoing } from "./chat/outgoing.ts";
import "./styles.css";

onSignedOut((reason) => void leave(reason));

/** What the last person saw must not outlive their session; it goes once nothing shows it any more. */
async function leave(reason: SignOutReason): Promise<void> {
  await router.navigate({ to: "/sign-in", search: reason === "session-over" ? { reason: "ended" } : {} });
  forgetPrivate();
  forgetOutgoing();
}

const root = document.querySelector("#root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
