import { z } from "zod";
import { ConversationId, MessageId } from "./contract.ts";

/** The job that has a companion answer a message. A room enqueues it; whoever knows the providers runs it. */
export const answerRequest = {
  type: "companions.answer",
  queue: "ai",
  /** `round` counts how often the question was put: once, and once for each time somebody tries again. */
  input: z.strictObject({ conversationId: ConversationId, messageId: MessageId, round: z.int().min(1) }),
} as const;

export type AnswerRequest = z.infer<typeof answerRequest.input>;
