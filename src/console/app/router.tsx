import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { adminPart } from "../admin/admin-parts.ts";
import {
  readAuditSearch,
  readEventSearch,
  readJobSearch,
  readOverviewSearch,
  readSessionSearch,
} from "../admin/admin-search.ts";
import { NoConversation } from "../chat/no-conversation.tsx";
import { readActivitySearch } from "../activity/activity-search.ts";
import { readOutboxSearch } from "../development/outbox-search.ts";
import { readFeedSearch, readSearchSearch } from "../feed/feed-search.ts";
import { readInboxSearch } from "../inbox/inbox-search.ts";
import { Crashed } from "./crashed.tsx";
import { enterAdmin, enterIfSignedIn, requireSession } from "./guards.ts";
import { part } from "./part.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { readConversationSearch, readSettingsSearch, readSignInSearch, readVerifySearch } from "./search.ts";

// Each part of the console is fetched when it is first needed.
const account = {
  forgotPassword: part(() => import("../account/forgot-password-page.tsx"), "ForgotPasswordPage"),
  resetPassword: part(() => import("../account/reset-password-page.tsx"), "ResetPasswordPage"),
  signIn: part(() => import("../account/sign-in-page.tsx"), "SignInPage"),
  signUp: part(() => import("../account/sign-up-page.tsx"), "SignUpPage"),
  verifyEmail: part(() => import("../account/verify-email-page.tsx"), "VerifyEmailPage"),
  unsubscribe: part(() => import("../notifications/unsubscribe-page.tsx"), "UnsubscribePage"),
};
const shell = part(() => import("./shell.tsx"), "Shell");
const chatPage = part(() => import("../chat/chat-page.tsx"), "ChatPage");
const conversationPage = part(() => import("../chat/conversation-page.tsx"), "ConversationPage");
const settingsPart = {
  layout: part(() => import("../settings/settings-layout.tsx"), "SettingsLayout"),
  account: part(() => import("../settings/account-settings.tsx"), "AccountSettings"),
  confirmEmail: part(() => import("../settings/confirm-email-page.tsx"), "ConfirmEmailPage"),
  security: part(() => import("../security/security-page.tsx"), "SecurityPage"),
  sessions: part(() => import("../settings/sessions-page.tsx"), "SessionsPage"),
  activity: part(() => import("../activity/activity-page.tsx"), "ActivityPage"),
  notifications: part(() => import("../settings/notification-settings.tsx"), "NotificationSettings"),
  apiKeys: part(() => import("../api-keys/api-keys-page.tsx"), "ApiKeysPage"),
};

const inboxPage = part(() => import("../inbox/inbox-page.tsx"), "InboxPage");
const feedPage = part(() => import("../feed/feed-page.tsx"), "FeedPage");
const postPage = part(() => import("../feed/post-page.tsx"), "PostPage");
const profilePage = part(() => import("../feed/profile-page.tsx"), "ProfilePage");
const searchPage = part(() => import("../feed/search-page.tsx"), "SearchPage");
const spacesPage = part(() => import("../spaces/spaces-page.tsx"), "SpacesPage");
const spacePage = part(() => import("../spaces/space-page.tsx"), "SpacePage");
const plansPage = part(() => import("../plans/plans-page.tsx"), "PlansPage");
const planPage = part(() => import("../plans/plan-page.tsx"), "PlanPage");
const applicationPage = part(() => import("../plans/application-page.tsx"), "ApplicationPage");
const careersPart = {
  jobs: part(() => import("../careers/jobs-page.tsx"), "JobsPage"),
  job: part(() => import("../careers/job-page.tsx"), "JobPage"),
  applications: part(() => import("../careers/job-applications-page.tsx"), "JobApplicationsPage"),
  application: part(() => import("../careers/job-application-page.tsx"), "JobApplicationPage"),
};
const developmentPart = {
  outbox: part(() => import("../development/outbox-page.tsx"), "OutboxPage"),
  mailPreviews: part(() => import("../development/mail-previews-page.tsx"), "MailPreviewsPage"),
};

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: Crashed });

const signedOut = [
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: readSignInSearch,
    beforeLoad: enterIfSignedIn,
    component: account.signIn,
  }),
  createRoute({ getParentRoute: () => root, path: "/sign-up", beforeLoad: enterIfSignedIn, component: account.signUp }),
  createRoute({
    getParentRoute: () => root,
    path: "/verify-email",
    validateSearch: readVerifySearch,
    component: account.verifyEmail,
  }),
  createRoute({ getParentRoute: () => root, path: "/forgot-password", component: account.forgotPassword }),
  createRoute({ getParentRoute: () => root, path: "/reset-password", component: account.resetPassword }),
  createRoute({ getParentRoute: () => root, path: "/unsubscribe", component: account.unsubscribe }),
] as const;

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: requireSession,
  component: shell,
});
const chat = createRoute({ getParentRoute: () => signedIn, id: "chat", component: chatPage });
const home = createRoute({ getParentRoute: () => chat, path: "/", component: NoConversation });
const conversation = createRoute({
  getParentRoute: () => chat,
  path: "/conversations/$conversationId",
  validateSearch: readConversationSearch,
  component: conversationPage,
});
const settings = createRoute({ getParentRoute: () => signedIn, path: "/settings", component: settingsPart.layout });
const settingsPages = [
  createRoute({
    getParentRoute: () => settings,
    path: "/",
    validateSearch: readSettingsSearch,
    component: settingsPart.account,
  }),
  createRoute({ getParentRoute: () => settings, path: "/security", component: settingsPart.security }),
  createRoute({ getParentRoute: () => settings, path: "/sessions", component: settingsPart.sessions }),
  createRoute({ getParentRoute: () => settings, path: "/notifications", component: settingsPart.notifications }),
  createRoute({
    getParentRoute: () => settings,
    path: "/activity",
    validateSearch: readActivitySearch,
    component: settingsPart.activity,
  }),
  createRoute({ getParentRoute: () => settings, path: "/api-keys", component: settingsPart.apiKeys }),
] as const;

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/notifications",
  validateSearch: readInboxSearch,
  component: inboxPage,
});
const community = [
  createRoute({
    getParentRoute: () => signedIn,
    path: "/feed",
    validateSearch: readFeedSearch,
    component: feedPage,
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: "/search",
    validateSearch: readSearchSearch,
    component: searchPage,
  }),
  createRoute({ getParentRoute: () => signedIn, path: "/spaces", component: spacesPage }),
  createRoute({ getParentRoute: () => signedIn, path: "/spaces/$spaceId", component: spacePage }),
  createRoute({ getParentRoute: () => signedIn, path: "/plans", component: plansPage }),
  createRoute({ getParentRoute: () => signedIn, path: "/plans/$planId", component: planPage }),
  createRoute({
    getParentRoute: () => signedIn,
    path: "/applications/$applicationId",
    component: applicationPage,
  }),
  createRoute({ getParentRoute: () => signedIn, path: "/jobs", component: careersPart.jobs }),
  createRoute({ getParentRoute: () => signedIn, path: "/jobs/$jobId", component: careersPart.job }),
  createRoute({ getParentRoute: () => signedIn, path: "/job-applications", component: careersPart.applications }),
  createRoute({
    getParentRoute: () => signedIn,
    path: "/job-applications/$applicationId",
    component: careersPart.application,
  }),
  createRoute({ getParentRoute: () => signedIn, path: "/posts/$postId", component: postPage }),
  createRoute({ getParentRoute: () => signedIn, path: "/users/$username", component: profilePage }),
] as const;
const admin = createRoute({ getParentRoute: () => signedIn, path: "/admin", component: adminPart.layout });
const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/",
    validateSearch: readOverviewSearch,
    beforeLoad: enterAdmin,
    component: adminPart.overview,
  }),
  createRoute({ getParentRoute: () => admin, path: "/health", component: adminPart.health }),
  createRoute({ getParentRoute: () => admin, path: "/users", component: adminPart.users }),
  createRoute({ getParentRoute: () => admin, path: "/users/$userId", component: adminPart.user }),
  createRoute({ getParentRoute: () => admin, path: "/applications", component: adminPart.applications }),
  createRoute({ getParentRoute: () => admin, path: "/reports", component: adminPart.reports }),
  createRoute({
    getParentRoute: () => admin,
    path: "/sessions",
    validateSearch: readSessionSearch,
    component: adminPart.sessions,
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/events",
    validateSearch: readEventSearch,
    component: adminPart.events,
  }),
  createRoute({ getParentRoute: () => admin, path: "/events/$eventId", component: adminPart.event }),
  createRoute({ getParentRoute: () => admin, path: "/jobs", validateSearch: readJobSearch, component: adminPart.jobs }),
  createRoute({ getParentRoute: () => admin, path: "/jobs/$jobId", component: adminPart.job }),
  createRoute({
    getParentRoute: () => admin,
    path: "/audit",
    validateSearch: readAuditSearch,
    component: adminPart.audit,
  }),
] as const;

/** For those who build on this: nobody need be signed in, for one looks there for the code to sign up with. */
const development = [
  createRoute({
    getParentRoute: () => root,
    path: "/outbox",
    validateSearch: readOutboxSearch,
    component: developmentPart.outbox,
  }),
  createRoute({ getParentRoute: () => root, path: "/mail-previews", component: developmentPart.mailPreviews }),
] as const;

/** Where a mail's link leads that is for who is signed in. */
const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  beforeLoad: requireSession,
  component: settingsPart.confirmEmail,
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...signedOut,
    confirmEmail,
    ...development,
    signedIn.addChildren([
      chat.addChildren([home, conversation]),
      inbox,
      ...community,
      admin.addChildren([...adminPages]),
      settings.addChildren([...settingsPages]),
    ]),
  ]),
  defaultErrorComponent: Crashed,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
