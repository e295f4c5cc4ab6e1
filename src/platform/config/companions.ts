import { z } from "zod";

const Companion = z.strictObject({
  /** Names it in the API, and for good: its user id comes of it. */
  name: z.string().regex(/^[a-z0-9_]{1,30}$/, "must be of a–z, 0–9 and _"),
  displayName: z.string().trim().min(1).max(80),
  description: z.string().max(300).default(""),
  /** What the model is told before each conversation. */
  instructions: z.string().max(8_000).default("You are a helpful assistant in a chat. Answer briefly."),
  /** `offline` echoes, `openai` is any server of that protocol (AI_BASE_URL), `workers-ai` the binding `AI`. */
  provider: z.enum(["offline", "openai", "workers-ai"]),
  /** The model's name there; AI_MODEL where it is left out. */
  model: z.string().min(1).max(200).optional(),
});
export type CompanionSettings = z.output<typeof Companion>;

const Companions = z
  .array(Companion)
  .max(20)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "must not name one twice");

/** The AI participants there are, as a JSON list. */
export const companionList = z
  .string()
  .transform((text, context): CompanionSettings[] => {
    const parsed = Companions.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const message = `must be a JSON list of { name, displayName, provider, … }: ${issue?.path.join(".")} ${issue?.message}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  })
  .optional();

const offlineAssistant: CompanionSettings = {
  ...Companion.parse({ name: "assistant", displayName: "Assistant", provider: "offline" }),
  description: "Answers offline, so that companions can be tried without a provider.",
};

/** What the configuration says about companions; the whole of it is in config.ts. */
type CompanionConfig = {
  ENVIRONMENT: "development" | "production";
  COMPANIONS?: CompanionSettings[] | undefined;
  AI_BASE_URL?: string | undefined;
  AI_API_KEY?: string | undefined;
  AI_MODEL?: string | undefined;
};

/** The companions that are configured; one that works offline where development configures none. */
export function companionsOf({ ENVIRONMENT, COMPANIONS }: CompanionConfig): CompanionSettings[] {
  return COMPANIONS ?? (ENVIRONMENT === "development" ? [offlineAssistant] : []);
}

/** What the companions need and the configuration does not say. */
export function companionFaults(config: CompanionConfig): string[] {
  const faults: string[] = [];
  for (const { name, provider, model = config.AI_MODEL } of companionsOf(config)) {
    if (provider === "openai" && !config.AI_BASE_URL)
      faults.push(`AI_BASE_URL is missing: the companion ${name} needs it`);
    if (provider !== "offline" && !model)
      faults.push(`AI_MODEL is missing: the companion ${name} has no model of its own`);
  }
  const isClear = config.AI_BASE_URL?.startsWith("http://") === true && config.AI_API_KEY !== undefined;
  if (config.ENVIRONMENT === "production" && isClear)
    faults.push("AI_BASE_URL must be https in production, since AI_API_KEY is sent there");
  return faults;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
