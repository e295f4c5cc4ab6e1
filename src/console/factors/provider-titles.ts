import type { ProviderName } from "../../client/index.ts";
import { t } from "../strings/strings.ts";

/** What people call the services that one can sign in with. */
export const providerTitles: Record<ProviderName, string> = {
  google: "Google",
  github: "GitHub",
  facebook: "Facebook",
  oidc: t("factors.singleSignOn"),
};
