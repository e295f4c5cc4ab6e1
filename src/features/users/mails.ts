import type { Config } from "../../platform/config/config.ts";
import { renderMail } from "../../platform/delivery/layout.ts";
import type { Mail } from "../../platform/delivery/mail.ts";

type Recipient = { email: string; displayName: string };

/** Links open a page that posts the token: opening one changes nothing, so scanners do no harm. */
const pageLink = (config: Config, page: string, token: string) => `${config.PUBLIC_URL}/${page}#token=${token}`;

/** It does not greet by name: until the address is verified, a stranger may have chosen the words. */
export function verificationMail(config: Config, { email }: Recipient, token: string, code: string): Mail {
  return renderMail({
    template: "verification",
    to: email,
    subject: "Verify your email address",
    paragraphs: ["One step is left: verify that this address is yours. The link and the code work for a day."],
    code,
    action: { label: "Verify my address", url: pageLink(config, "verify-email", token) },
  });
}

export function alreadyRegisteredMail(config: Config, { email, displayName }: Recipient): Mail {
  return renderMail({
    template: "already_registered",
    to: email,
    subject: "You have an account already",
    paragraphs: [
      `Hello ${displayName},`,
      "somebody, perhaps you, registered with this address. It has an account already, and nothing has changed.",
      "If you have forgotten your password, you can set a new one.",
    ],
    action: { label: "Set a new password", url: `${config.PUBLIC_URL}/forgot-password` },
  });
}

export function passwordResetMail(config: Config, { email, displayName }: Recipient, token: string): Mail {
  return renderMail({
    template: "password_reset",
    to: email,
    subject: "Set a new password",
    paragraphs: [
      `Hello ${displayName},`,
      "follow the link to set a new password. It works once, for half an hour. If you did not ask for it, do nothing.",
    ],
    action: { label: "Set a new password", url: pageLink(config, "reset-password", token) },
  });
}

export function passwordChangedMail({ email, displayName }: Recipient): Mail {
  return renderMail({
    template: "password_changed",
    to: email,
    subject: "Your password was changed",
    paragraphs: [
      `Hello ${displayName},`,
      "your password was changed, and you were signed out everywhere else. If that was not you, set a new password at once.",
    ],
  });
}
