import type { SpaceRole } from "../../client/index.ts";
import { t } from "../strings/later.ts";

export const roleWords: Record<SpaceRole, string> = {
  owner: t("spaces.words.owner"),
  admin: t("spaces.words.admin"),
  member: t("spaces.words.member"),
};

export const visibilityWords = { public: t("spaces.words.public"), private: t("spaces.words.private") };
