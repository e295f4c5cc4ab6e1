import { useSyncExternalStore } from "react";
import type { StepUpMethod } from "../../client/index.ts";

/** Somebody is asked to prove, by one of these methods, that it is them. */
export type ProofRequest = { methods: StepUpMethod[]; settle: (isProved: boolean) => void };

type Asked = { request: ProofRequest; answer: Promise<boolean> };

let asked: Asked | null = null;
const listeners = new Set<() => void>();

/** Asks on the page. @returns whether it was proved; what is asked meanwhile shares the answer. */
export function askForProof(methods: StepUpMethod[]): Promise<boolean> {
  if (asked) return asked.answer;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const settle = (isProved: boolean) => {
    become(null);
    resolve(isProved);
  };
  become({ request: { methods, settle }, answer: promise });
  return promise;
}

export function useProofRequest(): ProofRequest | null {
  return useSyncExternalStore(subscribe, () => asked?.request ?? null);
}

/** Nobody is there any more who could answer. */
export function dropProofRequest(): void {
  asked?.request.settle(false);
}

function become(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
