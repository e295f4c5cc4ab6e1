import { describeError } from "../log/logger.ts";

/** What a kind of provider does with its kind of message. */
type Provider<Message> = { name: string; send(message: Message, idempotencyKey: string): Promise<void> };

/**
 * Hands a message to the first provider that takes it.
 *
 * @throws AggregateError with what each of them said, when none does.
 */
export async function handOver<Message>(
  deps: { now(): number },
  providers: Provider<Message>[],
  message: Message,
  idempotencyKey: string,
): Promise<void> {
  const failures: unknown[] = [];
  const startedAt = deps.now();
  for (const provider of providers) {
    // Each may take half a minute; past the job's lease another worker would send it as well.
    if (deps.now() - startedAt > 25_000) break;
    try {
      await provider.send(message, idempotencyKey);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    `no provider took it (${providers.map(({ name }) => name).join(", ")}): ${failures.map((failure) => describeError(failure).error).join("; ")}`,
  );
}
