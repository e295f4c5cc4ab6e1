import { Icon } from "./icons.tsx";

// What stands before the names of places.

export function ConversationsIcon() {
  return (
    <Icon points>
      <path d="M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17h-8l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5Z" />
    </Icon>
  );
}

export function SpacesIcon() {
  return (
    <Icon>
      <rect x="4" y="4" width="7" height="7" rx="1.75" />
      <rect x="13.5" y="4" width="6.5" height="7" rx="1.75" />
      <rect x="4" y="13.5" width="7" height="6.5" rx="1.75" />
      <rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.75" />
    </Icon>
  );
}

export function PlansIcon() {
  return (
    <Icon>
      <path d="m12 4 8.5 4.5L12 13 3.5 8.5 12 4ZM4 12.5l8 4.25 8-4.25M4 16.25l8 4.25 8-4.25" />
    </Icon>
  );
}

export function JobsIcon() {
  return (
    <Icon>
      <rect x="3.5" y="7.5" width="17" height="12" rx="2" />
      <path d="M8.5 7.5v-2a1.5 1.5 0 0 1 1.5-1.5h4a1.5 1.5 0 0 1 1.5 1.5v2M3.5 13h17" />
    </Icon>
  );
}

export function PersonIcon() {
  return (
    <Icon>
      <circle cx="12" cy="8.5" r="3.75" />
      <path d="M4.75 20c.6-4 3.4-6 7.25-6s6.65 2 7.25 6" />
    </Icon>
  );
}

export function ReferenceIcon() {
  return (
    <Icon points>
      <path d="m8.5 7-5 5 5 5m7-10 5 5-5 5M13.5 5l-3 14" />
    </Icon>
  );
}

export function OutboxIcon() {
  return (
    <Icon>
      <rect x="3.5" y="5.5" width="17" height="13" rx="2" />
      <path d="m4 7.5 8 6 8-6" />
    </Icon>
  );
}
