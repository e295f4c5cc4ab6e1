import { Outlet } from "@tanstack/react-router";
import { useNotificationsLive } from "../notifications/use-notifications-live.ts";
import { StepUpDialog } from "../step-up/step-up-dialog.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";

/** The frame of every page that one sees while signed in. */
export function Shell() {
  useNotificationsLive();
  return (
    <div className="grid h-dvh grid-rows-[auto_auto_minmax(0,1fr)]">
      <Header />
      <ConnectionBanner />
      <Outlet />
      <StepUpDialog />
    </div>
  );
}
