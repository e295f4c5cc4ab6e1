import type { SignInDeps } from "../sign-in/index.ts";
import type { ProviderDocuments } from "./provider-documents.ts";

export interface OauthDeps extends SignInDeps {
  providerDocuments: ProviderDocuments;
}
