import { z } from "zod";
import { extraHeaders, type Mail, type MailProvider, parseSender } from "./mail.ts";
import { type Answer, jsonOf, post, refusalOf } from "./outbound.ts";
import { ProviderError } from "./provider.ts";

type Settings = { url: string; apiKey: string; from: string };

const Refusal = z.object({ errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1) });

/** Sends mails by Twilio SendGrid: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send. */
export function createSendGridProvider(deps: { now(): number }, { url, apiKey, from }: Settings): MailProvider {
  const sender = parseSender(from);
  return {
    name: "sendgrid",
    async send(mail, idempotencyKey) {
      const answer = await post(deps, `${url}/v3/mail/send`, {
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(messageOf(mail, sender, idempotencyKey)),
      });
      if (answer.status >= 400) throw problemOf(answer);
    },
  };
}

function messageOf(mail: Mail, sender: ReturnType<typeof parseSender>, idempotencyKey: string) {
  return {
    personalizations: [{ to: [{ email: mail.to }], custom_args: { jobId: idempotencyKey } }],
    from: sender,
    subject: mail.subject,
    content: [
      { type: "text/plain", value: mail.text },
      { type: "text/html", value: mail.html },
    ],
    headers: {
      // A mail that comes twice is recognised by it.
      "Message-ID": `<${idempotencyKey}@${sender.email.split("@").at(-1)}>`,
      ...extraHeaders(mail),
    },
    categories: [mail.template],
    // Links with tokens in them are nobody's to rewrite.
    tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
  };
}

/** Only the recipient's place in the message says that it is the recipient which is wrong. */
function problemOf(answer: Answer): ProviderError {
  const refusal = Refusal.safeParse(jsonOf(answer));
  const [first] = refusal.success ? refusal.data.errors : [];
  if (first?.field?.startsWith("personalizations") && first.field.includes(".to")) {
    return new ProviderError("bad_address", `sendgrid answered ${answer.status}: ${first.message}`);
  }
  return refusalOf("sendgrid", answer, first?.message);
}
