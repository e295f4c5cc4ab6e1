/** The theme's colours that lines and bars are drawn in. */
export type ChartColour = "accent" | "danger" | "away" | "edge";

/** A colour of the theme as it is now: a canvas knows no variables. */
export function themeColour(name: ChartColour | "muted" | "line"): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();
}

/** The same colour, let through by what is behind it. */
export function tint(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}26` : colour;
}
