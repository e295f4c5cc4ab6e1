import { Link, useParams } from "@tanstack/react-router";
import { t } from "../strings/strings.ts";
import { placeClass, placeTextClass } from "./entry.ts";
import { places } from "./places.ts";

/** The way to the main places: beside the page, or below it on small screens, where an open conversation takes all. */
export function Navigation() {
  const isConversing = useParams({ strict: false }).conversationId !== undefined;
  return (
    <nav
      aria-label={t("app.navigation.label")}
      className={`max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-10 max-sm:h-14 max-sm:gap-0.5 max-sm:border-t max-sm:border-line max-sm:bg-surface max-sm:px-1 sm:grid sm:gap-0.5 ${isConversing ? "max-sm:hidden" : "max-sm:flex"}`}
    >
      {places.map(({ to, name, Icon }) => (
        <Link
          key={to}
          to={to}
          title={name}
          activeOptions={{ exact: to === "/", includeSearch: false }}
          // A conversation is of that place, whatever its address.
          {...(to === "/" && isConversing && { "aria-current": "page" })}
          className={placeClass}
        >
          <Icon />
          <span className={placeTextClass}>{name}</span>
        </Link>
      ))}
    </nav>
  );
}
