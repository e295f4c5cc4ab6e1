import type { ProviderHealth } from "../../client/index.ts";
import { fromNow, moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { StateMark } from "./state-mark.tsx";
import { breakerStates } from "./states.ts";

const channels: Record<ProviderHealth["channel"], string> = {
  email: t("admin.health.channels.email"),
  sms: t("admin.health.channels.sms"),
  whatsapp: t("admin.health.channels.whatsapp"),
  push: t("admin.health.channels.push"),
};

/** One provider of a channel: whether its breaker lets messages through, since when, and why not. */
export function ProviderRow({ provider: { channel, provider, ...health } }: { provider: ProviderHealth }) {
  const { state, since, failures, nextTryAt, lastFailure } = health;
  const facts = [
    t(`admin.health.breakerTexts.${state}`),
    since === null ? t("admin.health.neverOpen") : t("admin.health.since", { moment: moment(since) }),
    ...(failures > 0 ? [t("admin.health.failuresInRow", { count: failures })] : []),
    ...(nextTryAt === null ? [] : [t("admin.health.nextTry", { moment: fromNow(secondsUntil(nextTryAt)) })]),
  ];
  return (
    <Item
      title={
        <>
          <bdi>{provider}</bdi>
          <span className="font-normal text-muted">{channels[channel]}</span>
          <StateMark {...breakerStates[state]} />
        </>
      }
      detail={
        <>
          {facts.join(" · ")}
          {lastFailure !== null && (
            <bdi className={`block ${state === "closed" ? "" : "text-danger"}`}>
              {t("admin.health.lastFailure", { moment: moment(lastFailure.at), message: lastFailure.message })}
            </bdi>
          )}
        </>
      }
    />
  );
}

function secondsUntil(at: string): number {
  return Math.max(1, (Date.parse(at) - Date.now()) / 1_000);
}
