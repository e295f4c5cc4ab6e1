import type { Session } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { sessionsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { ago, moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { describeDevice, describePlace } from "./describe-session.ts";
import { DeviceIcon } from "./device-icon.tsx";
import { sessionStatsQuery } from "./queries.ts";

/** One device that is signed in. */
export function SessionItem({ session }: { session: Session }) {
  const { current, lastActivityAt, concurrentUseAt } = session;
  const device = describeDevice(session.device);
  const end = useAction(
    async () => {
      await unwrap(client.sessions.revoke(session.id));
      tellBriefly(t("settings.sessions.ended", { device }));
    },
    { stale: [sessionsQuery, sessionStatsQuery] },
  );
  return (
    <Item
      title={
        <>
          <DeviceIcon type={session.device.type} />
          <bdi>{device}</bdi>
        </>
      }
      mark={current ? t("settings.sessions.thisOne") : undefined}
      detail={
        <>
          {describePlace(session)} ·{" "}
          <time dateTime={lastActivityAt} title={moment(lastActivityAt)}>
            {current
              ? t("settings.sessions.activeNow")
              : t("settings.sessions.lastActive", { when: ago(lastActivityAt) })}
          </time>
          {concurrentUseAt !== null && (
            <span className="block text-danger">
              {t("settings.sessions.twoPlaces", { when: moment(concurrentUseAt) })}
            </span>
          )}
        </>
      }
      problem={end.problem}
    >
      {!current && (
        <Button
          look="quiet"
          isBusy={end.isPending}
          aria-label={t("settings.sessions.signOutNamed", { device })}
          onClick={() => end.act()}
        >
          {t("settings.sessions.signOut")}
        </Button>
      )}
    </Item>
  );
}
