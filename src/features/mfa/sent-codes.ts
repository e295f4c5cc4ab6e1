import { and, eq, gt, lt, lte, sql } from "drizzle-orm";
import { newCode } from "../../platform/crypto/random.ts";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { renderMail } from "../../platform/delivery/layout.ts";
import { sendMail } from "../../platform/delivery/send-mail.ts";
import { sendSms } from "../../platform/delivery/send-sms.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { MfaDeps } from "./deps.ts";
import { sentCodes } from "./schema.ts";

const lifetimeMs = 10 * 60 * 1000;
const maxWrongCodes = 5;
const maxSent = 3;
const macPurpose = "sent-code";

/** Where a code goes to. */
export type Recipient = { method: "email"; email: string } | { method: "sms"; phone: string };

/**
 * What a code is for: it proves nothing else. A number that is to be proved is a part of it, so that a
 * code sent to one number never proves another.
 */
export type CodePurpose = { userId: string; purpose: string; boundTo?: string };

/**
 * Sends a code, in the place of an earlier one for the same purpose.
 *
 * @throws Problem `RATE_LIMITED` past three for one purpose, or past what one user may be sent.
 */
export async function sendCode(deps: MfaDeps, { userId, purpose, boundTo }: CodePurpose, to: Recipient): Promise<void> {
  const budget = await takeSending(deps, userId, to.method);
  const code = newCode();
  const now = deps.now();
  const codeMac = deps.keyring.mac(macPurpose, macText(purpose, boundTo, code));
  const isOver = lte(sentCodes.expiresAt, now);
  const fresh = { codeMac, wrongCodes: 0, expiresAt: now + lifetimeMs };
  const store = deps.db
    .insert(sentCodes)
    .values({ purpose, userId, ...fresh })
    .onConflictDoUpdate({
      target: sentCodes.purpose,
      set: { ...fresh, sent: sql`CASE WHEN ${isOver} THEN 1 ELSE ${sentCodes.sent} + 1 END` },
      setWhere: sql`${isOver} OR ${lt(sentCodes.sent, maxSent)}`,
    });
  try {
    await commit(deps, [store, requireChange(deps), deliver(deps, to, code)]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    await budget.giveBack();
    throw tooMany(lifetimeMs / 1000);
  }
}

/**
 * The statements that use up a code, or nothing if it is not the one that was sent. The try is counted
 * before the code is looked at, so that parallel guesses have no more tries than others.
 */
export async function redeemSentCode(
  deps: MfaDeps,
  { userId, purpose, boundTo }: CodePurpose,
  code: string,
): Promise<Statement[] | undefined> {
  const [row] = await deps.db
    .update(sentCodes)
    .set({ wrongCodes: sql`${sentCodes.wrongCodes} + 1` })
    .where(
      and(
        eq(sentCodes.purpose, purpose),
        eq(sentCodes.userId, userId),
        gt(sentCodes.expiresAt, deps.now()),
        lt(sentCodes.wrongCodes, maxWrongCodes),
      ),
    )
    .returning();
  if (!row || !deps.keyring.macMatches(macPurpose, macText(purpose, boundTo, code), row.codeMac)) return undefined;
  return [
    deps.db.delete(sentCodes).where(and(eq(sentCodes.purpose, purpose), eq(sentCodes.codeMac, row.codeMac))),
    requireChange(deps),
  ];
}

export function removeSentCodes(deps: MfaDeps, userId: string): Statement {
  return deps.db.delete(sentCodes).where(eq(sentCodes.userId, userId));
}

export async function pruneSentCodes(deps: MfaDeps): Promise<void> {
  await deps.db.delete(sentCodes).where(lt(sentCodes.expiresAt, deps.now()));
}

/** Counts one more message to a user: SMS cost money, and nobody's inbox can be flooded through us. */
async function takeSending(deps: MfaDeps, userId: string, method: Recipient["method"]) {
  const { LIMIT_SMS, LIMIT_MAIL_TO } = deps.config;
  const [name, limit] = method === "sms" ? (["SMS", LIMIT_SMS] as const) : (["MAIL_TO", LIMIT_MAIL_TO] as const);
  const limiter = deps.limiterOf(`${method}:${userId}`);
  const { ok, resetSeconds } = await limiter.take(name, limit);
  if (!ok) throw tooMany(resetSeconds);
  return { giveBack: () => limiter.giveBack(name) };
}

function tooMany(seconds: number): Problem {
  return new Problem("RATE_LIMITED", "Too many codes were sent.", { headers: { "retry-after": String(seconds) } });
}

function macText(purpose: string, boundTo: string | undefined, code: string): string {
  return JSON.stringify([purpose, boundTo ?? null, code.trim()]);
}

function deliver(deps: MfaDeps, to: Recipient, code: string): Statement {
  // Each sending is one of its own: it has a cause that no other has.
  const cause = newId("evt");
  const template = "security_code";
  if (to.method === "sms") {
    const text = `Your code: ${code}\nIt works for ten minutes. Give it to nobody, Atrium's staff included.`;
    return sendSms(deps, { to: to.phone, template, text, isEssential: true }, cause);
  }
  const paragraphs = [
    "Somebody, most likely you, is proving that this account is theirs. The code works once, for ten minutes.",
    "If it was not you, change your password: whoever asked for the code is signed in or knows it.",
  ];
  const letter = { template, to: to.email, subject: "Your security code", paragraphs, code, isEssential: true };
  return sendMail(deps, renderMail(letter), cause);
}
