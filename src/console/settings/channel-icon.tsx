import type { ReactNode } from "react";
import { BellIcon, Icon } from "../ui/icons.tsx";
import type { Channel } from "./channel-themes.ts";

const icons: Record<Channel, ReactNode> = {
  inApp: <BellIcon />,
  email: (
    <Icon>
      <path d="M3.5 6h17v12.5h-17V6Zm0 1.5 8.5 6 8.5-6" />
    </Icon>
  ),
  sms: (
    <Icon>
      <path d="M4.5 5.5h15v10.5h-8L7 19.5V16H4.5V5.5ZM8.5 11h.01M12 11h.01m3.49 0h.01" />
    </Icon>
  ),
  whatsapp: (
    <Icon>
      <path d="M4 20l1.2-4A8 8 0 1 1 8.4 19L4 20Zm5-11.5c.2 3.4 2.6 6 6 6.5" />
    </Icon>
  ),
  push: (
    <Icon>
      <path d="M3.5 5h17v11h-17V5ZM8.5 19.5h7M12 16v3.5" />
    </Icon>
  ),
};

export function ChannelIcon({ channel }: { channel: Channel }) {
  return icons[channel];
}
