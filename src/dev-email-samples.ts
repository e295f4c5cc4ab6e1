import type { Deps } from "./deps.ts";
import { noticeMail } from "./features/security/index.ts";
import {
  addressInUseMail,
  alreadyRegisteredMail,
  emailChangeMail,
  passwordResetMail,
  verificationMail,
  welcomeMail,
} from "./features/users/index.ts";
import { renderMail } from "./platform/delivery/layout.ts";
import type { Mail } from "./platform/delivery/mail.ts";
import { renderDigestMail, renderNotificationMail } from "./platform/delivery/notification-mails.ts";
import { renderReceiptMail } from "./platform/delivery/receipt-mail.ts";

const email = "ada@example.com";
const ada = { email, displayName: "Ada Lovelace" };
/** As long as the real ones, so that lines break where they do. */
const token = "sample-token-sample-token-sample-token-sam";
const code = "123456";

/** One mail of each template, to somebody who does not exist. */
export function sampleMails({ config, now }: Pick<Deps, "config" | "now">): Mail[] {
  return [
    verificationMail(config, { email, identity: null }, token, code),
    welcomeMail(config, ada),
    alreadyRegisteredMail(config, ada),
    passwordResetMail(config, ada, token),
    emailChangeMail(config, email, token, code),
    addressInUseMail(ada),
    noticeMail(config, ada, {
      kind: "new_device",
      details: { device: "Firefox on Linux", address: "192.0.2.7" },
      occurredAt: now(),
    }),
    securityCodeMail(),
    ...notificationSamples(config.PUBLIC_URL, now()),
    renderReceiptMail({
      to: email,
      name: ada.displayName,
      number: "2026-000042",
      paidAt: now(),
      lines: [
        { name: "Membership, monthly", amount: { amount: 4_500, currency: "KWD" } },
        { name: "Second seat", amount: { amount: 1_250, currency: "KWD" } },
      ],
      total: { amount: 5_750, currency: "KWD" },
      url: `${config.PUBLIC_URL}/billing`,
    }),
  ];
}

function securityCodeMail(): Mail {
  return renderMail({
    template: "security_code",
    to: email,
    subject: "Your security code",
    paragraphs: ["Somebody, most likely you, is proving that this account is theirs. The code works once."],
    code,
  });
}

function notificationSamples(origin: string, now: number): Mail[] {
  const subscribed = {
    to: email,
    name: ada.displayName,
    unsubscribeUrl: `${origin}/api/v1/notifications/unsubscribe?token=${token}`,
    settingsUrl: `${origin}/settings/notifications`,
  };
  const hourMs = 3_600_000;
  return [
    renderNotificationMail({
      ...subscribed,
      title: "Grace Hopper commented on your post",
      message: "“Have you tried <b>a compiler</b>?”",
      url: `${origin}/posts/sample`,
    }),
    renderDigestMail({
      ...subscribed,
      period: "daily",
      items: [
        { title: "Grace and 12 others liked your post", message: "", url: `${origin}/posts/sample`, at: now - hourMs },
        { title: "Alan Turing follows you", message: "", url: `${origin}/users/alan`, at: now - 3 * hourMs },
        {
          title: "You are invited into a space",
          message: "Analytical engines",
          url: `${origin}/invitations`,
          at: now - 9 * hourMs,
        },
      ],
      more: 2,
    }),
  ];
}
