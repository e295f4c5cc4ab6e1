import type { Config } from "../../platform/config/config.ts";
import { renderMail } from "../../platform/delivery/layout.ts";
import type { Mail } from "../../platform/delivery/mail.ts";

type Recipient = { email: string; displayName: string };

/** Links open a page that posts the token: opening one changes nothing, so scanners do no harm. */
const pageLink = (config: Config, page: string, token: string) => `${config.PUBLIC_URL}/${page}#token=${token}`;

const providerNames: Record<string, string> = { google: "Google", github: "GitHub", facebook: "Facebook" };

/** It does not greet by name: until the address is verified, a stranger may have chosen the words. */
export function verificationMail(
  config: Config,
  { email, identity }: { email: string; identity: { provider: string } | null },
  token: string,
  code: string,
): Mail {
  const provider = identity && (providerNames[identity.provider] ?? "single sign-on");
  return renderMail({
    template: "verification",
    to: email,
    subject: "Verify your email address",
    paragraphs: [
      ...(provider === null
        ? []
        : [
            `Somebody signed in with ${provider} and gave this address. Once it is verified, that ${provider} account signs in here as you. If it was not you, do nothing.`,
          ]),
      "One step is left: verify that this address is yours. The link and the code work for a day.",
      "If you did not just register here, do nothing: without your doing no account begins.",
    ],
    code,
    action: { label: "Verify my address", url: pageLink(config, "verify-email", token) },
    isEssential: true,
  });
}

/** Once, when an address has been verified and so there is an account. */
export function welcomeMail(config: Config, { email, displayName }: Recipient): Mail {
  return renderMail({
    template: "welcome",
    to: email,
    subject: "Welcome to Atrium",
    paragraphs: [
      `Hello ${displayName},`,
      "your address is verified and your account is ready.",
      "Two things are worth a minute: a second factor in your security settings keeps the account yours even if somebody learns your password, and your notification settings decide what reaches you, and how.",
    ],
    action: { label: "Open Atrium", url: config.PUBLIC_URL },
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
    isEssential: true,
  });
}

/** To the new address. It does not greet by name: whose address it is, is still to be seen. */
export function emailChangeMail(config: Config, email: string, token: string, code: string): Mail {
  return renderMail({
    template: "email_change",
    to: email,
    subject: "Confirm your new email address",
    paragraphs: [
      "Confirm that you want to sign in with this address from now on. The link and the code work for a day.",
    ],
    code,
    action: { label: "Use this address", url: pageLink(config, "confirm-email", token) },
    isEssential: true,
  });
}

/** To the owner of an address that somebody else wanted to move to. */
export function addressInUseMail({ email, displayName }: Recipient): Mail {
  return renderMail({
    template: "address_in_use",
    to: email,
    subject: "Your address has an account already",
    paragraphs: [
      `Hello ${displayName},`,
      "somebody, perhaps you, wanted to move another account to this address. It belongs to your account, and nothing has changed.",
    ],
  });
}
