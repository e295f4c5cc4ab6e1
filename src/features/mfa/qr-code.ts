import { toString } from "qrcode";

/** A text as a QR code, for an `img`: an SVG data URL. */
export async function renderQrCode(text: string): Promise<string> {
  const svg = await toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 4 });
  return `data:image/svg+xml;base64,${btoa(svg)}`;
}
