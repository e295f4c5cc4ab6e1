import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { ForgotPasswordPage } from "../account/forgot-password-page.tsx";
import { ResetPasswordPage } from "../account/reset-password-page.tsx";
import { SignInPage } from "../account/sign-in-page.tsx";
import { SignUpPage } from "../account/sign-up-page.tsx";
import { VerifyEmailPage } from "../account/verify-email-page.tsx";
import { ActivityPage } from "../activity/activity-page.tsx";
import { ApiKeysPage } from "../api-keys/api-keys-page.tsx";
import { ChatPage } from "../chat/chat-page.tsx";
import { ConversationPage } from "../chat/conversation-page.tsx";
import { NoConversation } from "../chat/no-conversation.tsx";
import { SecurityPage } from "../security/security-page.tsx";
import { AccountSettings } from "../settings/account-settings.tsx";
import { ConfirmEmailPage } from "../settings/confirm-email-page.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";
import { Crashed } from "./crashed.tsx";
import { enterIfSignedIn, requireSession } from "./guards.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { readSettingsSearch, readSignInSearch, readVerifySearch } from "./search.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: Crashed });

const signedOut = [
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: readSignInSearch,
    beforeLoad: enterIfSignedIn,
    component: SignInPage,
  }),
  createRoute({ getParentRoute: () => root, path: "/sign-up", beforeLoad: enterIfSignedIn, component: SignUpPage }),
  createRoute({
    getParentRoute: () => root,
    path: "/verify-email",
    validateSearch: readVerifySearch,
    component: VerifyEmailPage,
  }),
  createRoute({ getParentRoute: () => root, path: "/forgot-password", component: ForgotPasswordPage }),
  createRoute({ getParentRoute: () => root, path: "/reset-password", component: ResetPasswordPage }),
] as const;

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: requireSession,
  component: Shell,
});
const chat = createRoute({ getParentRoute: () => signedIn, id: "chat", component: ChatPage });
const home = createRoute({ getParentRoute: () => chat, path: "/", component: NoConversation });
const conversation = createRoute({
  getParentRoute: () => chat,
  path: "/conversations/$conversationId",
  component: ConversationPage,
});
const settings = createRoute({ getParentRoute: () => signedIn, path: "/settings", component: SettingsLayout });
const settingsPages = [
  createRoute({
    getParentRoute: () => settings,
    path: "/",
    validateSearch: readSettingsSearch,
    component: AccountSettings,
  }),
  createRoute({ getParentRoute: () => settings, path: "/security", component: SecurityPage }),
  createRoute({ getParentRoute: () => settings, path: "/activity", component: ActivityPage }),
  createRoute({ getParentRoute: () => settings, path: "/api-keys", component: ApiKeysPage }),
] as const;

/** Where a mail's link leads that is for who is signed in. */
const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  beforeLoad: requireSession,
  component: ConfirmEmailPage,
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...signedOut,
    confirmEmail,
    signedIn.addChildren([chat.addChildren([home, conversation]), settings.addChildren([...settingsPages])]),
  ]),
  defaultErrorComponent: Crashed,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
