import { t } from "../strings/strings.ts";
import { FeedIcon } from "../ui/icons.tsx";
import { ConversationsIcon, JobsIcon, PlansIcon, SpacesIcon } from "../ui/place-icons.tsx";

/** The main places, for everybody. */
export const places = [
  { to: "/", name: t("app.navigation.conversations"), Icon: ConversationsIcon },
  { to: "/feed", name: t("app.navigation.feed"), Icon: FeedIcon },
  { to: "/spaces", name: t("app.navigation.spaces"), Icon: SpacesIcon },
  { to: "/plans", name: t("app.navigation.plans"), Icon: PlansIcon },
  { to: "/jobs", name: t("app.navigation.jobs"), Icon: JobsIcon },
] as const;
