import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

export const stepMs = 30_000;

/** An authenticator app, by RFC 6238 and RFC 4226 and nothing of ours. */
export class TotpApp {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = decodeBase32(secret);
  }

  /** The code that it shows now, or so many steps from now. */
  code(steps = 0): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / stepMs) + steps));
    const mac = createHmac("sha1", this.#key).update(counter).digest();
    const offset = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
  }

  /** A code that it does not show, nor has shown, nor will show soon. */
  wrongCode(): string {
    const shown = new Set([-2, -1, 0, 1, 2].map((steps) => this.code(steps)));
    return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !shown.has(code)) ?? "";
  }
}

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  ).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
