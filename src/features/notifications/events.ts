import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";
import { NotificationType } from "./contract.ts";

/** An operator had something told to users. */
export const announced = defineEvent(
  "notifications.announced",
  z.object({
    userIds: z.array(UserId),
    type: NotificationType,
    title: z.string(),
    message: z.string(),
    link: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
  }),
);
