import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { createDeps } from "../../src/deps.ts";
import { createVerifiedUser } from "../../src/features/users/index.ts";
import worker from "../../src/index.ts";
import { newAddress, requestOf } from "../support/http.ts";
import { lossyQueue } from "../support/isolate.ts";
import { newName, password } from "../support/people.ts";

// What follows from a request is not to run beside the next one, whose time is taken.
const queues: object = { EMAIL_QUEUE: lossyQueue, EVENTS_QUEUE: lossyQueue };
const bindings: Env = { ...env, ...queues };

const people = 50;
/** Five failures in a row would lock an address. */
const triesEach = 4;
const measurements = 3;
const mostMs = 5;

const emailOf = (name: string) => `${name}@example.com`;

/** An answer's status and how long it took, to the caller; what is left to do afterwards is done then. */
async function take(path: string, json: object): Promise<{ status: number; ms: number }> {
  const request = new Request<unknown, IncomingRequestCfProperties>(
    requestOf("POST", path, { json, from: newAddress() }),
  );
  const context = createExecutionContext();
  const startedAt = performance.now();
  const response = await worker.fetch(request, bindings, context);
  await response.text();
  const ms = performance.now() - startedAt;
  await waitOnExecutionContext(context);
  return { status: response.status, ms };
}

async function makeUser(): Promise<string> {
  const username = newName();
  const email = emailOf(username);
  const deps = createDeps(bindings, { requestId: "req_timing" });
  await createVerifiedUser(deps, { email, username, displayName: username, password, role: null });
  return email;
}

function medianOf(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

type Medians = { known: number; unknown: number };

/** The medians of as many calls for known as for unknown addresses, in turns: what slows the machine slows both. */
async function measure(path: string, bodyFor: (email: string) => object, status: number): Promise<Medians> {
  const known: string[] = [];
  while (known.length < people) known.push(await makeUser());
  const unknown = known.map(() => emailOf(newName()));
  const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
  const sample = async (kind: "known" | "unknown", email: string) => {
    const { ms, status: got } = await take(path, bodyFor(email));
    if (got !== status) throw new Error(`${path} is a ${got} for ${kind} addresses`);
    times[kind].push(ms);
  };
  for (let at = 0; at < people * triesEach; at += 1) {
    const pair = [
      ["known", known],
      ["unknown", unknown],
    ] as const;
    // Who comes second is not always the same.
    for (const [kind, emails] of at % 2 === 0 ? pair : pair.toReversed()) {
      await sample(kind, emails[at % people] ?? "");
    }
  }
  return { known: medianOf(times.known), unknown: medianOf(times.unknown) };
}

const differenceOf = ({ known, unknown }: Medians) => Math.abs(known - unknown);

describe("nobody learns from the time whether an address has an account", () => {
  test.for([
    ["/api/v1/auth/login", (email: string) => ({ email, password: "a wrong passphrase" }), 401],
    ["/api/v1/auth/password/forgot", (email: string) => ({ email }), 202],
    ["/api/v1/auth/register", (email: string) => ({ email, username: newName(), password }), 202],
  ] as const)(
    "takes as long for an unknown address as for a known one: %s",
    { timeout: 300_000 },
    async ([path, bodyFor, status], { expect }) => {
      // The first of all calls pays for what an isolate does once.
      for (let at = 0; at < 3; at += 1) await take(path, bodyFor(emailOf(newName())));

      // A difference in the code is there each time; one that the machine makes, busy with other tests, is not.
      let medians = await measure(path, bodyFor, status);
      for (let more = 1; more < measurements && differenceOf(medians) >= mostMs; more += 1) {
        medians = await measure(path, bodyFor, status);
      }

      expect(differenceOf(medians), JSON.stringify(medians)).toBeLessThan(mostMs);
    },
  );
});
