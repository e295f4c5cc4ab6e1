import type { AnySession } from "../../client/index.ts";
import { ago, moment } from "../app/time.ts";
import { describeDevice, describePlace } from "../settings/describe-session.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { StateMark } from "./state-mark.tsx";
import { UserLink } from "./user-link.tsx";

/** One session; where it stands among those of others, with whose it is. */
export function SessionRow({ session, hasUser = false }: { session: AnySession; hasUser?: boolean }) {
  const { userId, device, lastActivityAt } = session;
  return (
    <Item
      title={
        <>
          <bdi>{describeDevice(device)}</bdi>
          {hasUser && <SessionMark session={session} />}
        </>
      }
      detail={
        <>
          {t("admin.sessions.lastUsed", { place: describePlace(session), ago: ago(lastActivityAt) })}
          {hasUser && ` · ${endOf(session)}`}
        </>
      }
    >
      {hasUser && <UserLink userId={userId} />}
    </Item>
  );
}

function SessionMark({ session }: { session: AnySession }) {
  return isLive(session) ? (
    <StateMark tone="good" text={t("admin.sessions.live")} />
  ) : (
    <StateMark tone="quiet" text={t("admin.sessions.over")} />
  );
}

function endOf(session: AnySession): string {
  if (session.endedAt !== null) return t("admin.sessions.ended", { moment: moment(session.endedAt) });
  const expiry = { moment: moment(session.expiresAt) };
  return isLive(session) ? t("admin.sessions.expires", expiry) : t("admin.sessions.expired", expiry);
}

function isLive({ endedAt, expiresAt }: AnySession): boolean {
  return endedAt === null && Date.parse(expiresAt) > Date.now();
}
