import { type CompanionSettings, companionsOf } from "../../platform/config/companions.ts";
import type { Config } from "../../platform/config/config.ts";
import { offlineProvider } from "./offline.ts";
import { createOpenAiProvider } from "./openai.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { type AiBinding, createWorkersAiProvider } from "./workers-ai.ts";

/** A companion as configured, with whoever thinks of its answers. */
export type Thinker = { settings: CompanionSettings; provider: Provider };

/**
 * Every configured companion, by name.
 *
 * @param ai the binding of Workers AI; it needs an account, so it is there only where somebody has added it.
 */
export function createThinkers(config: Config, ai: AiBinding | undefined): Map<string, Thinker> {
  const thinkers = companionsOf(config).map((settings) => ({ settings, provider: providerOf(settings, config, ai) }));
  return new Map(thinkers.map((thinker) => [thinker.settings.name, thinker]));
}

function providerOf(settings: CompanionSettings, config: Config, ai: AiBinding | undefined): Provider {
  const model = settings.model ?? config.AI_MODEL ?? "";
  switch (settings.provider) {
    case "offline":
      return offlineProvider;
    case "openai":
      return createOpenAiProvider({ baseUrl: config.AI_BASE_URL ?? "", apiKey: config.AI_API_KEY, model });
    case "workers-ai":
      return ai ? createWorkersAiProvider(ai, model) : missingProvider;
  }
}

const missingProvider: Provider = {
  complete() {
    throw new ProviderError("MISCONFIGURED", "the binding AI is missing (docs/decisions/0014-companions.md)");
  },
};
