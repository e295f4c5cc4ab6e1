import { Link } from "@tanstack/react-router";
import type { User } from "../../client/index.ts";
import { CornerDot } from "../presence/presence-dot.tsx";
import { useOwnStatus } from "../presence/presence.ts";
import { statusNames } from "../presence/presence-words.ts";
import { StatusChoice } from "../presence/status-choice.tsx";
import { chooseLanguage, isLanguage, language, languages } from "../strings/language.ts";
import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { SettingsIcon, SignOutIcon } from "../ui/icons.tsx";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "../ui/menu.tsx";
import { OutboxIcon, PersonIcon, ReferenceIcon } from "../ui/place-icons.tsx";
import { entryClass, entryTextClass } from "./entry.ts";
import { useIsDevelopment } from "./use-is-development.ts";
import { useSignOut } from "./use-sign-out.ts";

const languageNames = Object.fromEntries(
  Object.entries(languages).map(([code, name]) => [
    code,
    <span key={code} lang={code}>
      {name}
    </span>,
  ]),
);

/** Who one is, and what is one's own: status, profile, settings, language, and the way out. */
export function AccountMenu({ me }: { me: User }) {
  const signOut = useSignOut();
  return (
    <Menu align="start" trigger={<Trigger me={me} />}>
      <MenuLabel>{t("presence.yours")}</MenuLabel>
      <StatusChoice />
      <MenuSeparator />
      <MenuLabel>{t("app.account.language")}</MenuLabel>
      <MenuChoice
        label={t("app.account.language")}
        value={language}
        options={languageNames}
        onChange={(code) => isLanguage(code) && code !== language && chooseLanguage(code)}
      />
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/users/$username" params={{ username: me.username }}>
          <PersonIcon /> {t("app.account.profile")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/settings">
          <SettingsIcon /> {t("app.account.settings")}
        </Link>
      </MenuItem>
      <ForDevelopers />
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <SignOutIcon /> {t("app.account.signOut")}
      </MenuItem>
    </Menu>
  );
}

/** The person at the end of the navigation. */
function Trigger({ me: { id, displayName }, ...button }: { me: User }) {
  const status = useOwnStatus();
  return (
    <button type="button" {...button} title={displayName} className={`${entryClass} sm:mt-auto lg:px-2`}>
      <span className="relative">
        <Avatar name={displayName} id={id} size="size-8 text-xs" />
        <CornerDot status={status} />
      </span>
      <span className="sr-only">{t("app.account.menu", { name: displayName, status: statusNames[status] })}</span>
      <bdi aria-hidden="true" className={entryTextClass}>
        {displayName}
      </bdi>
    </button>
  );
}

/** What helps those who build with Atrium, where it runs for them. */
function ForDevelopers() {
  if (!useIsDevelopment()) return null;
  return (
    <>
      <MenuSeparator />
      <MenuItem asChild>
        <a href="/docs">
          <ReferenceIcon /> {t("app.account.apiReference")}
        </a>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/outbox">
          <OutboxIcon /> {t("app.account.outbox")}
        </Link>
      </MenuItem>
    </>
  );
}
