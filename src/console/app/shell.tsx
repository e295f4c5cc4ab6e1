import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useNotificationsLive } from "../notifications/use-notifications-live.ts";
import { StepUpDialog } from "../step-up/step-up-dialog.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { fetchAllParts } from "./part.ts";
import { SkipLink } from "./skip-link.tsx";

/** The frame of every page that one sees while signed in. */
export function Shell() {
  const content = useRef<HTMLDivElement>(null);
  const isConversing = useParams({ strict: false }).conversationId !== undefined;
  useNotificationsLive();
  useEffect(fetchAllParts, []);
  return (
    <div
      className={`grid h-dvh grid-cols-1 grid-rows-[auto_auto_minmax(0,1fr)] sm:grid-cols-[auto_minmax(0,1fr)] sm:grid-rows-[auto_minmax(0,1fr)] ${isConversing ? "" : "max-sm:pb-14"}`}
    >
      <SkipLink content={content} />
      <Header />
      <ConnectionBanner />
      <div
        ref={content}
        tabIndex={-1}
        className="grid grid-cols-1 grid-rows-[minmax(0,1fr)] outline-none sm:col-start-2 sm:row-start-2"
      >
        <Outlet />
      </div>
      <StepUpDialog />
      <Toasts />
    </div>
  );
}
