import type { Provider } from "./provider.ts";

const wordMs = 20;
const maxQuoted = 200;

/** Answers without a network: the same talk gets the same words, streamed as a model would. */
export const offlineProvider: Provider = {
  async *complete(messages, signal) {
    const asked = messages.filter(({ role }) => role === "user");
    const question = asked.at(-1)?.content ?? "";
    const quoted = question.length > maxQuoted ? `${question.slice(0, maxQuoted)}…`.toWellFormed() : question;
    const answer = `You said: “${quoted}” I know ${asked.length} of your messages, and answer offline.`;
    for (const word of answer.match(/\S+\s*/g) ?? []) {
      signal.throwIfAborted();
      yield word;
      await new Promise((resolve) => setTimeout(resolve, wordMs));
    }
  },
};
