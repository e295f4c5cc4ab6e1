import { useQuery } from "@tanstack/react-query";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { PushBrowsers } from "./push-browsers.tsx";
import { PushSwitch } from "./push-switch.tsx";
import { pushQuery } from "./push.ts";

/** Notifications when the console is closed: in this browser, and in which others. */
export function PushSection() {
  const query = useQuery(pushQuery);
  return (
    <Section title={t("notifications.push.title")}>
      <Loaded query={query} what={t("notifications.push.what")}>
        {(push) => (
          <>
            <PushSwitch push={push} />
            {push.browsers.length > 0 && <PushBrowsers push={push} />}
          </>
        )}
      </Loaded>
    </Section>
  );
}
