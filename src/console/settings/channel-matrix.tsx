import type { NotificationPreferences } from "../../client/index.ts";
import { isNotificationType } from "../inbox/inbox-search.ts";
import { typeNames } from "../notifications/type-words.ts";

type Types = NotificationPreferences["types"];

const channels = { inApp: "Here", email: "Email", sms: "SMS", whatsapp: "WhatsApp", push: "Push" } as const;
type Channel = keyof typeof channels;
const channelNames: Channel[] = ["inApp", "email", "sms", "whatsapp", "push"];

/** Of these one always hears by mail. */
const alwaysMailed = new Set(["security_alert", "payment_failed"]);

/** Each kind of notification by each channel. */
export function ChannelMatrix({ types, onChange }: { types: Types; onChange: (types: Types) => void }) {
  const rows = Object.keys(typeNames).filter(isNotificationType);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <section className="-mx-2 overflow-x-auto" tabIndex={0} aria-label="Kinds and channels">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-left text-muted">
            <th scope="col" className="px-2 py-1.5 font-medium">
              Kind
            </th>
            {channelNames.map((channel) => (
              <th key={channel} scope="col" className="px-2 py-1.5 text-center font-medium">
                {channels[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((type) => (
            <tr key={type} className="border-t border-line">
              <th scope="row" className="px-2 py-1.5 text-left font-normal">
                {typeNames[type]}
              </th>
              {channelNames.map((channel) => (
                <td key={channel} className="px-2 py-1.5 text-center">
                  <input
                    type="checkbox"
                    aria-label={`${typeNames[type]} by ${channels[channel]}`}
                    checked={types[type]?.[channel] ?? false}
                    disabled={channel === "email" && alwaysMailed.has(type)}
                    onChange={({ target }) =>
                      onChange({ ...types, [type]: { ...types[type], [channel]: target.checked } })
                    }
                    className="size-5 accent-accent"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
