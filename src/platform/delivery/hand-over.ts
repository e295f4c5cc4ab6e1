import { GiveUp } from "../queue/give-up.ts";
import type { JobRun } from "../queue/job.ts";
import { TryLater } from "../queue/try-later.ts";
import {
  type BreakerDeps,
  mayTry,
  type ProviderState,
  readProviderStates,
  throughBreaker,
  triableAt,
  unknownProvider,
} from "./breaker.ts";
import { countTry } from "./delivery-metrics.ts";
import { failureOf, type Provider, type ProviderError, withoutAddress } from "./provider.ts";
import type { DeliveryOutcome, DeliveryReport, ReportDeps } from "./report.ts";
import type { Channel } from "./schema.ts";
import { isSuppressed, suppressAddress } from "./suppressions.ts";

export interface HandOverDeps extends BreakerDeps, ReportDeps {}

/** One message on its way: to whom, and for whom it is reported what came of it. */
export type Sending<Message> = {
  channel: Channel;
  providers: Provider<Message>[];
  message: Message;
  address: string;
  /** Whether it goes also to an address that is suppressed: what an account cannot do without. */
  isEssential: boolean;
  report: DeliveryReport | undefined;
  jobId: string;
  run: Pick<JobRun, "isLast" | "extendLease">;
};

type Failure = { provider: string; error: ProviderError };

/** Each provider may take half a minute, and the next worker is not to wait for several of them. */
const patienceMs = 25_000;
/** A hub that does not answer by then is not waited for: past the job's lease another worker would send it as well. */
const tellMs = 10_000;

/**
 * Hands a message to the first of its channel's providers that takes it; those whose breakers are open are passed
 * over. Nothing goes to an address at which nobody can be reached, and what a provider says of one is remembered.
 *
 * @throws TryLater when it may be taken later, GiveUp when nobody ever will.
 */
export async function handOver<Message>(deps: HandOverDeps, sending: Sending<Message>): Promise<void> {
  const { channel, address } = sending;
  if (!sending.isEssential && (await isSuppressed(deps, channel, address))) {
    return tell(deps, sending, { status: "suppressed", provider: null, reason: "the address is suppressed" });
  }
  const { takenBy, failures, triableInMs } = await tryInOrder(deps, sending);
  if (takenBy !== null) return tell(deps, sending, { status: "sent", provider: takenBy, reason: null });

  const reason = failures.map(({ provider, error }) => `${provider}: ${error.message}`).join("; ");
  const bad = failures.find(({ error }) => error.kind === "bad_address");
  if (bad) {
    const said = { provider: bad.provider, reason: bad.error.message };
    await suppressAddress(deps, channel, address, said);
    await tell(deps, sending, { status: "suppressed", provider: bad.provider, reason });
    throw new GiveUp(`nobody can be reached there (${reason})`);
  }
  const isHopeless = triableInMs === undefined && !failures.some(mayPass);
  const isOver = isHopeless || sending.run.isLast;
  await tell(deps, sending, { status: isOver ? "failed" : "delayed", provider: null, reason: reason || "no provider" });
  if (isHopeless) throw new GiveUp(reason === "" ? "there is no provider" : `no provider takes it: ${reason}`);
  throw new TryLater(`no provider took it: ${reason || "their breakers are open"}`, triableInMs ?? 0);
}

type Tried = {
  takenBy: string | null;
  failures: Failure[];
  /** When the first of those that were passed over may be tried; undefined where none was. */
  triableInMs: number | undefined;
};

async function tryInOrder<Message>(deps: HandOverDeps, sending: Sending<Message>): Promise<Tried> {
  const failures: Failure[] = [];
  const rests: number[] = [];
  const providers = sending.providers.filter((one) => one.takes?.(sending.message) ?? true);
  const states = providers.some(({ isLocal }) => !isLocal) ? await readProviderStates(deps, sending.channel) : [];
  const startedAt = deps.now();
  for (const provider of providers) {
    const known =
      states.find((one) => one.provider === provider.name) ?? unknownProvider(sending.channel, provider.name);
    const isLate = deps.now() - startedAt > patienceMs;
    if (!isLate && !provider.isLocal) await keepJob(sending);
    const error = isLate ? "passed over" : await tryOne(deps, provider, known, sending);
    if (error !== "passed over") countTry(sending.channel, provider.name, error);
    if (error === null) return { takenBy: provider.name, failures, triableInMs: undefined };
    if (error === "passed over") {
      rests.push(Math.max(0, triableAt(known) - deps.now()));
      continue;
    }
    failures.push({ provider: provider.name, error });
    if (error.kind === "bad_address") break;
    if (error.retryAfterMs !== undefined) rests.push(error.retryAfterMs);
  }
  // One that failed without saying for how long may be tried as soon as the job is.
  const isOpenAtOnce = failures.some((one) => mayPass(one) && one.error.retryAfterMs === undefined);
  const triableInMs = rests.length === 0 ? undefined : isOpenAtOnce ? 0 : Math.min(...rests);
  return { takenBy: null, failures, triableInMs };
}

/** Whoever has lost the job sends nothing more: somebody else does. */
async function keepJob<Message>({ run }: Sending<Message>): Promise<void> {
  if (!(await run.extendLease())) throw new Error("the job is somebody else's by now");
}

async function tryOne<Message>(
  deps: HandOverDeps,
  provider: Provider<Message>,
  known: ProviderState,
  { message, address, jobId }: Sending<Message>,
): Promise<ProviderError | null | "passed over"> {
  const send = () =>
    provider.send(message, jobId).catch((error: unknown) => {
      throw withoutAddress(failureOf(error), address);
    });
  if (provider.isLocal) return send().then(() => null, failureOf);
  const state = await mayTry(deps, known);
  return state === undefined ? "passed over" : throughBreaker(deps, state, send, provider.chosenBy?.(message));
}

/** All but what goes for this one message: also that we are misconfigured, which somebody puts right. */
function mayPass({ error }: Failure): boolean {
  return error.kind === "outage" || error.kind === "busy" || error.kind === "misconfigured";
}

/** What was sent was sent, whether or not it can be told. */
async function tell<Message>(
  deps: HandOverDeps,
  { report, channel, jobId }: Sending<Message>,
  outcome: Omit<DeliveryOutcome, "at">,
): Promise<void> {
  if (outcome.status === "suppressed") deps.log.info("nothing is sent to a suppressed address", { channel, jobId });
  if (!report) return;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${tellMs} ms`)), tellMs);
  try {
    await Promise.race([deps.reportDelivery(report, { ...outcome, at: deps.now() }), late.promise]);
  } catch (error) {
    deps.log.error("what came of a sending was not recorded", failureOf(error), { channel, jobId });
  } finally {
    clearTimeout(timer);
  }
}
