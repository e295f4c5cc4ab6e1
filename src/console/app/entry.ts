const shape =
  "relative flex items-center rounded-lg font-medium text-muted transition-colors hover:bg-sunken hover:text-ink";
const here = "aria-[current=page]:bg-sunken aria-[current=page]:text-ink";
const beside = "sm:min-h-10 sm:gap-3 sm:px-2.5 sm:text-sm sm:max-lg:justify-center";

/** An entry of the navigation: beside the page a row, where that is narrow an icon; on small screens an icon above it. */
export const entryClass = `${shape} ${here} ${beside} max-sm:size-10 max-sm:justify-center`;
export const entryTextClass = "max-lg:sr-only lg:truncate";

/** An entry that stands below the page on small screens, there with its name. */
export const placeClass = `${shape} ${here} ${beside} max-sm:min-w-0 max-sm:flex-1 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:py-1.5 max-sm:text-[0.625rem]`;
export const placeTextClass = "max-sm:max-w-full max-sm:truncate sm:max-lg:sr-only lg:truncate";
