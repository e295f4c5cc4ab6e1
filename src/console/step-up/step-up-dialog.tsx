import { useEffect } from "react";
import { piece } from "../app/piece.tsx";
import { dropProofRequest, useProofRequest } from "./proof-request.ts";

const ProofQuestion = piece(async () => (await import("./proof-question.tsx")).ProofQuestion);

/** Asks who is signed in to prove it once more, when something on the page needs that. */
export function StepUpDialog() {
  const request = useProofRequest();
  useEffect(() => dropProofRequest, []);
  return request && <ProofQuestion request={request} onClose={() => request.settle(false)} />;
}
