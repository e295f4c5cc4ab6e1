import decode from "jsqr";
import type { Locator } from "playwright-core";
import { PNG } from "pngjs";

/** What a QR code says, read from its picture on the screen as a phone's camera would. */
export async function readQrCode(place: Locator): Promise<string> {
  const { data, width, height } = PNG.sync.read(await place.screenshot());
  const found = decode(new Uint8ClampedArray(data), width, height);
  if (!found) throw new Error("there is no QR code to be read");
  return found.data;
}
