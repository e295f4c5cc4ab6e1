import type { NotificationType } from "../../client/index.ts";
import { channelNames } from "../notifications/delivery-words.ts";
import { typeNames } from "../notifications/type-words.ts";
import { t } from "../strings/later.ts";
import { ChannelIcon } from "./channel-icon.tsx";
import { allTypes, channels, isFixed, type Part, standOf, themes, type Types, withPart } from "./channel-themes.ts";

type ChannelMatrixProps = { types: Types; onChange: (types: Types) => void };

/** Each kind of notification by each channel, and whole rows and columns at once. */
export function ChannelMatrix({ types, onChange }: ChannelMatrixProps) {
  return (
    <table
      className="-mx-2 w-[calc(100%+1rem)] border-collapse text-sm"
      aria-label={t("settings.notifications.matrix")}
    >
      <Head types={types} onChange={onChange} />
      {themes.map(({ name, types: ofTheme }) => (
        <tbody key={name}>
          <tr className="border-t border-line">
            <th
              scope="rowgroup"
              colSpan={channels.length + 1}
              className="px-2 pt-4 pb-1 text-start text-xs font-semibold"
            >
              {name}
            </th>
          </tr>
          {ofTheme.map((type) => (
            <Row key={type} type={type} types={types} onChange={onChange} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** What the channels are, and all of each at once. */
function Head({ types, onChange }: ChannelMatrixProps) {
  return (
    <thead>
      <tr className="align-bottom text-muted">
        <th scope="col" className="px-2 py-1.5 text-start font-medium">
          {t("settings.notifications.kind")}
        </th>
        {channels.map((channel) => (
          <th key={channel} scope="col" className="px-1 py-1.5 text-center font-medium" title={channelNames[channel]}>
            <span className="grid justify-items-center gap-1.5">
              <ChannelIcon channel={channel} />
              <span className="text-xs max-sm:sr-only">{channelNames[channel]}</span>
            </span>
          </th>
        ))}
      </tr>
      <tr className="border-t border-line">
        <th scope="row" className="px-2 py-1.5 text-start font-normal text-muted">
          {t("settings.notifications.everything")}
        </th>
        {channels.map((channel) => (
          <td key={channel} className="px-1 py-1.5 text-center">
            <PartSwitch
              part={{ types: allTypes, channels: [channel] }}
              label={t("settings.notifications.everythingBy", { channel: channelNames[channel] })}
              types={types}
              onChange={onChange}
            />
          </td>
        ))}
      </tr>
    </thead>
  );
}

function Row({ type, types, onChange }: ChannelMatrixProps & { type: NotificationType }) {
  return (
    <tr className="hover:bg-sunken">
      <th scope="row" className="px-2 py-1.5 text-start font-normal">
        <span className="flex items-center gap-2">
          <PartSwitch
            part={{ types: [type], channels }}
            label={t("settings.notifications.byEveryChannel", { type: typeNames[type] })}
            types={types}
            onChange={onChange}
          />
          <span>{typeNames[type]}</span>
        </span>
      </th>
      {channels.map((channel) => (
        <Choice key={channel} type={type} channel={channel} types={types} onChange={onChange} />
      ))}
    </tr>
  );
}

type ChoiceProps = ChannelMatrixProps & { type: NotificationType; channel: (typeof channels)[number] };

function Choice({ type, channel, types, onChange }: ChoiceProps) {
  const isKept = isFixed(type, channel);
  return (
    <td className="px-1 py-1.5 text-center">
      <input
        type="checkbox"
        aria-label={t("settings.notifications.typeByChannel", {
          type: typeNames[type],
          channel: channelNames[channel],
        })}
        title={isKept ? t("settings.notifications.always") : undefined}
        checked={types[type][channel]}
        disabled={isKept}
        onChange={({ target }) => onChange(withPart(types, { types: [type], channels: [channel] }, target.checked))}
        className="size-5 accent-accent align-middle"
      />
    </td>
  );
}

/** Shows whether all of a row or column is chosen, or some of it, and chooses all or none. */
function PartSwitch({ part, label, types, onChange }: ChannelMatrixProps & { part: Part; label: string }) {
  const stand = standOf(types, part);
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={stand === "all"}
      ref={(input) => {
        if (input) input.indeterminate = stand === "some";
      }}
      onChange={() => onChange(withPart(types, part, stand !== "all"))}
      className="size-4 shrink-0 accent-edge align-middle"
    />
  );
}
