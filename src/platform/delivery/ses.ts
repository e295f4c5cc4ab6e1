import { AwsV4Signer } from "aws4fetch";
import { z } from "zod";
import { extraHeaders, type Mail, type MailProvider } from "./mail.ts";
import { type Answer, jsonOf, post, refusalOf } from "./outbound.ts";
import { ProviderError } from "./provider.ts";
import { encodedSender } from "./sender-header.ts";

type Settings = { url: string; region: string; accessKeyId: string; secretAccessKey: string; from: string };

/** AWS says it in one case or the other. */
const Refusal = z.object({ message: z.string().optional(), Message: z.string().optional() });

/** Sends mails by Amazon SES, API v2: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. */
export function createSesProvider(deps: { now(): number }, settings: Settings): MailProvider {
  return {
    name: "ses",
    async send(mail, idempotencyKey) {
      const body = JSON.stringify(messageOf(mail, settings.from, idempotencyKey));
      const signer = new AwsV4Signer({
        method: "POST",
        url: `${settings.url}/v2/email/outbound-emails`,
        headers: { "content-type": "application/json" },
        body,
        accessKeyId: settings.accessKeyId,
        secretAccessKey: settings.secretAccessKey,
        region: settings.region,
        service: "ses",
        // `20260801T120000Z`
        datetime: new Date(deps.now()).toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
      });
      const { url, headers } = await signer.sign();
      const answer = await post(deps, url.href, { headers, body });
      if (answer.status >= 400) throw problemOf(answer, mail.to);
    },
  };
}

function messageOf(mail: Mail, from: string, idempotencyKey: string) {
  const charset = { Charset: "UTF-8" };
  return {
    FromEmailAddress: encodedSender(from),
    Destination: { ToAddresses: [mail.to] },
    Content: {
      Simple: {
        Subject: { Data: mail.subject, ...charset },
        Body: { Text: { Data: mail.text, ...charset }, Html: { Data: mail.html, ...charset } },
        Headers: Object.entries(extraHeaders(mail)).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    EmailTags: [
      { Name: "jobId", Value: idempotencyKey },
      { Name: "template", Value: mail.template },
    ],
  };
}

function problemOf(answer: Answer, to: string): ProviderError {
  const type = (answer.headers.get("x-amzn-errortype") ?? "").split(":")[0] ?? "";
  const refusal = Refusal.safeParse(jsonOf(answer));
  const message = (refusal.success && (refusal.data.message ?? refusal.data.Message)) || type;
  // Some of its limits are a 400.
  if (/Throttl|TooManyRequests|LimitExceeded/.test(type)) {
    return new ProviderError("busy", `ses answered ${answer.status} ${type}`);
  }
  if (/AccountSuspended|SendingPaused|MailFromDomainNotVerified|not verified/.test(`${type} ${message}`)) {
    // Whoever is in its sandbox may write to some people and not to others: that is no reason to write to nobody.
    const isForAll = !message.toLowerCase().includes(to.toLowerCase());
    return new ProviderError("misconfigured", `ses answered ${answer.status}: ${message}`, undefined, { isForAll });
  }
  if (/Missing final '@domain'|Illegal address|Domain (?:contains|starts|ends)|Local address contains/i.test(message)) {
    return new ProviderError("bad_address", `ses answered ${answer.status}: ${message}`);
  }
  return refusalOf("ses", answer, message);
}
