import { z } from "zod";
import { type Answer, jsonOf, post, refusalOf } from "./outbound.ts";
import { ProviderError } from "./provider.ts";
import type { TextMessage, TextProvider } from "./text-message.ts";

type Settings = {
  url: string;
  accountSid: string;
  authToken: string;
  /** A number, or a messaging service (`MG…`). */
  from: string;
  /** Which approved template WhatsApp messages are sent by; its only variable, 1, is the text. */
  contentSid?: string | undefined;
};

const Refusal = z.object({ code: z.int(), message: z.string() });

/**
 * What Twilio says of numbers at which nobody can be reached: https://www.twilio.com/docs/api/errors. That somebody has
 * unsubscribed (21610) is one of them: until they subscribe again, every message to them is refused.
 */
const badNumbers = new Set([21_211, 21_214, 21_217, 21_610, 21_614, 63_003, 63_024]);
const tooMany = new Set([14_107, 20_429, 63_018]);
/** Ours to put right: the sender is not ours, or cannot send. */
const ours = new Set([21_606, 21_607, 21_659, 21_660, 63_007]);

/** Sends messages by Twilio: https://www.twilio.com/docs/messaging/api/message-resource. */
export function createTwilioProvider(
  deps: { now(): number },
  channel: "sms" | "whatsapp",
  { url, accountSid, authToken, ...settings }: Settings,
): TextProvider {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  return {
    name: "twilio",
    async send(message) {
      const answer = await post(deps, `${url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        headers: { authorization, "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: formOf(channel, message, settings).toString(),
      });
      if (answer.status >= 400) throw problemOf(answer);
    },
  };
}

function formOf(
  channel: "sms" | "whatsapp",
  { to, text }: TextMessage,
  { from, contentSid }: Pick<Settings, "from" | "contentSid">,
): URLSearchParams {
  const prefix = channel === "whatsapp" ? "whatsapp:" : "";
  const form = new URLSearchParams({ To: prefix + to });
  if (from.startsWith("MG")) form.set("MessagingServiceSid", from);
  else form.set("From", prefix + from);
  if (channel === "whatsapp" && contentSid !== undefined) {
    form.set("ContentSid", contentSid);
    form.set("ContentVariables", JSON.stringify({ 1: text }));
  } else {
    form.set("Body", text);
  }
  return form;
}

/** By its code; its words repeat the number. */
function problemOf(answer: Answer): ProviderError {
  const refusal = Refusal.safeParse(jsonOf(answer));
  if (!refusal.success) return refusalOf("twilio", answer);
  const { code } = refusal.data;
  const message = `twilio answered ${answer.status}: error ${code}`;
  if (badNumbers.has(code)) return new ProviderError("bad_address", message);
  if (tooMany.has(code)) return new ProviderError("busy", message);
  if (ours.has(code)) return new ProviderError("misconfigured", message);
  return refusalOf("twilio", answer, `error ${code}`);
}
