import { decodeBase64Url, encodeBase64Url } from "../../platform/crypto/base64url.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import { UserId } from "../users/contract.ts";
import { z } from "zod";
import { criticalTypes, Unsubscription } from "./contract.ts";

const purpose = "unsubscribe";

const Signed = z.tuple([UserId, Unsubscription.shape.subject]);
type Subject = Unsubscription["subject"];

/**
 * What stands in the link that ends mails of one type to one user: `<user and type>.<MAC>`. It works without
 * signing in, as often as it is used, and as long as the service has the key; it can do nothing else.
 */
export function unsubscribeToken(keyring: Keyring, userId: string, subject: Subject): string {
  const text = JSON.stringify([userId, subject]);
  return `${encodeBase64Url(new TextEncoder().encode(text))}.${keyring.mac(purpose, text)}`;
}

/** What a token stands for; nothing where it is none of ours. */
export function readUnsubscribeToken(
  keyring: Keyring,
  token: string,
): { userId: string; subject: Subject } | undefined {
  const at = token.indexOf(".");
  const text = decode(token.slice(0, Math.max(0, at)));
  if (!keyring.macMatches(purpose, text, token.slice(at + 1))) return undefined;
  const [userId, subject] = Signed.parse(JSON.parse(text));
  return { userId, subject };
}

/** The link itself; none for mails that cannot be ended. */
export function unsubscribeUrl(
  { keyring, config }: { keyring: Keyring; config: { PUBLIC_URL: string } },
  userId: string,
  subject: Subject,
): string | undefined {
  if (criticalTypes.some((type) => type === subject)) return undefined;
  return `${config.PUBLIC_URL}/api/v1/notifications/unsubscribe?token=${unsubscribeToken(keyring, userId, subject)}`;
}

function decode(text: string): string {
  try {
    return new TextDecoder().decode(decodeBase64Url(text));
  } catch {
    return "";
  }
}
