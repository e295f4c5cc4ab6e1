import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";

export const providerNames = ["google", "github", "facebook", "oidc"] as const;
export const ProviderName = z.enum(providerNames);
export type ProviderName = z.infer<typeof ProviderName>;

export const ProviderList = z.object({ items: z.array(z.object({ provider: ProviderName })) });

/** A path of this site to go on to: nothing that a browser could take for another host. */
export const RedirectTo = z
  .string()
  .max(512)
  .refine(isLocalPath, "must be a path of this site")
  .meta({ description: "where to go afterwards: a path that begins with one `/`" });

/** An identity as its owner sees it. */
export const Identity = z
  .object({
    provider: ProviderName,
    email: z.string().nullable(),
    displayName: z.string().nullable(),
    linkedAt: Timestamp,
    lastUsedAt: Timestamp,
  })
  .meta({ id: "Identity" });
export type Identity = z.infer<typeof Identity>;

export const LinkStarted = z.object({
  url: z.string().meta({ description: "where to send the browser that asked" }),
});

/** Browsers treat `\` as `/`, and drop tabs and newlines from addresses. */
function isLocalPath(text: string): boolean {
  const decoded = decode(text);
  if (decoded === undefined) return false;
  return [text, decoded].every((one) => /^\/(?!\/)[^\\\p{Cc}\p{Cs}]*$/u.test(one) && !one.includes("//"));
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
