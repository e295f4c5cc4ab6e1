import type { Device } from "../../client/index.ts";

const screens = {
  desktop: "M4 5h16v11H4zM2.5 19h19",
  mobile: "M8 3h8v18H8zM11 18h2",
  tablet: "M5.5 3h13v18h-13zM11 18h2",
  bot: "m8 8-4 4 4 4m8-8 4 4-4 4m-2.5-10-3 12",
  unknown: "M4 5h16v11H4zM2.5 19h19",
};

/** What kind of device it is, for the eye: its name stands beside it. */
export function DeviceIcon({ type }: { type: Device["type"] }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className="size-5 shrink-0 text-muted"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={screens[type]} />
    </svg>
  );
}
