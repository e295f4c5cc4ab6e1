import { createHash } from "node:crypto";
import type { RequestDeps } from "../../platform/http/request.ts";
import { isCommonPassword } from "./frequent-passwords.ts";

const timeoutMs = 1_500;
/** A padded answer has some 1,000 lines of 40 bytes. */
const maxAnswerBytes = 256 * 1024;

type BreachDeps = Pick<RequestDeps, "config" | "log">;

/**
 * Whether a password is known from breaches; null where nobody could say.
 *
 * The bundled list answers first. What it does not have is looked up at `BREACH_URL`, which learns five
 * digits of the password's SHA-1 and nothing else (k-anonymity).
 */
export async function isBreached(deps: BreachDeps, password: string): Promise<boolean | null> {
  if (await isCommonPassword(password)) return true;
  if (deps.config.BREACH_URL === undefined) return null;
  const hash = createHash("sha1").update(password.normalize("NFKC")).digest("hex").toUpperCase();
  const answer = await askRange(deps.config.BREACH_URL, hash.slice(0, 5));
  if (answer.ok) return holdsSuffix(answer.text, hash.slice(5));
  // Without the digits that were asked for: beside the request's user they would help to guess.
  deps.log.warn("breached passwords cannot be looked up; the bundled list decides", { reason: answer.reason });
  return null;
}

type Answer = { ok: true; text: string } | { ok: false; reason: string };

async function askRange(url: string, prefix: string): Promise<Answer> {
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/range/${prefix}`, {
      // The answer's length would tell an observer which range it was.
      headers: { "add-padding": "true", accept: "text/plain", "user-agent": "Atrium" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { ok: false, reason: `status ${response.status}` };
    }
    const text = await readBounded(response);
    return text === undefined ? { ok: false, reason: "the answer is too long" } : { ok: true, text };
  } catch (error) {
    // The message may hold the address that was called.
    return { ok: false, reason: error instanceof Error ? error.name : "unknown" };
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop cancels the rest.
    if (text.length > maxAnswerBytes) return undefined;
  }
  return text;
}

/** Lines are `<35 hex digits>:<count>`; a count of 0 is padding. */
function holdsSuffix(text: string, suffix: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    const [hex = "", count = "0"] = line.split(":");
    return hex.trim().toUpperCase() === suffix && Number(count) > 0;
  });
}
