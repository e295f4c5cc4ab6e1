import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useNotificationsLive } from "../notifications/use-notifications-live.ts";
import { StepUpDialog } from "../step-up/step-up-dialog.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { fetchAllParts } from "./part.ts";

/** The frame of every page that one sees while signed in. */
export function Shell() {
  useNotificationsLive();
  useEffect(fetchAllParts, []);
  return (
    <div className="grid h-dvh grid-rows-[auto_auto_minmax(0,1fr)]">
      <Header />
      <ConnectionBanner />
      <Outlet />
      <StepUpDialog />
      <Toasts />
    </div>
  );
}
