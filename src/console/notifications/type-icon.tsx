import type { ReactNode } from "react";
import type { NotificationType } from "../../client/index.ts";
import { Icon } from "../ui/icons.tsx";

const heart = <path d="M12 19.5 4.8 12.4a4.6 4.6 0 0 1 6.5-6.5l.7.7.7-.7a4.6 4.6 0 0 1 6.5 6.5L12 19.5Z" />;
const paper = <path d="M7 3.5h10v17l-2.5-1.6-2.5 1.6-2.5-1.6L7 20.5v-17Zm3 5h4m-4 4h4" />;
const form = <path d="M6 3.5h9l3.5 3.5v13.5H6v-17Zm3 8h6m-6 4h6" />;
const bubble = <path d="M4.5 5.5h15v10.5h-8L7 19.5V16H4.5V5.5Z" />;

const drawings: Record<NotificationType, ReactNode> = {
  new_message: bubble,
  mention: (
    <>
      <circle cx="12" cy="12" r="3.5" />
      <path d="M15.5 12v1.4a2.4 2.4 0 0 0 4.8 0V12a8.3 8.3 0 1 0-3.3 6.6" />
    </>
  ),
  new_comment: bubble,
  post_liked: heart,
  comment_liked: heart,
  new_follower: (
    <path d="M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 8c.4-3.5 2.7-5 6-5s5.6 1.5 6 5M19 7v6m-3-3h6" />
  ),
  space_invitation: <path d="M3.5 6h17v12.5h-17V6Zm0 1.5 8.5 6 8.5-6" />,
  application_submitted: form,
  application_approved: <path d="M6 3.5h9l3.5 3.5v13.5H6v-17Zm3 10 2.3 2.3 4.2-4.6" />,
  application_rejected: <path d="M6 3.5h9l3.5 3.5v13.5H6v-17Zm3.8 8 4.6 4.6m0-4.6-4.6 4.6" />,
  job_application_status: <path d="M3.5 8h17v11.5h-17V8ZM9 8V5h6v3m-11.5 5h17" />,
  payment_received: paper,
  payment_failed: <path d="M3 6.5h18v11H3v-11Zm0 3.5h18M10 13.5l4 4m0-4-4 4" />,
  payment_due: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  security_alert: <path d="M12 3.5 5 6v5.5c0 4.5 2.8 7.5 7 9 4.2-1.5 7-4.5 7-9V6l-7-2.5Zm0 5v4m0 3h.01" />,
};

/** What kind it is, as a sign at the corner of whoever did it. */
export function TypeMark({ type }: { type: NotificationType }) {
  return (
    <span className="absolute -end-1 -bottom-1 grid size-5 place-items-center rounded-full bg-surface text-accent ring-1 ring-line [&>svg]:size-3.5">
      <Icon>{drawings[type]}</Icon>
    </span>
  );
}

/** The same in place of whoever did it, where it was nobody. */
export function TypeSign({ type }: { type: NotificationType }) {
  return (
    <span
      className={`inline-grid size-9 place-items-center rounded-full ${isUrgent(type) ? "bg-danger-tint text-danger" : "bg-tint text-accent"}`}
    >
      <Icon>{drawings[type]}</Icon>
    </span>
  );
}

function isUrgent(type: NotificationType): boolean {
  return type === "security_alert" || type === "payment_failed";
}
