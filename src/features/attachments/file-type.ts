/**
 * What a file is, by how it begins. A table of our own and no library: it is the list of what may be
 * stored, and a library would know some hundred kinds that may not. Everything that a browser could run
 * (HTML, SVG and other XML, scripts) is in none of its rows.
 */

/** How much of a file its kind is told from. */
export const sampleBytes = 4096;

type Signature = { type: string; bytes: string | number[] };

const signatures: Signature[] = [
  { type: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", bytes: [0xff, 0xd8, 0xff] },
  { type: "image/gif", bytes: "GIF87a" },
  { type: "image/gif", bytes: "GIF89a" },
  { type: "image/tiff", bytes: "II*\0" },
  { type: "image/tiff", bytes: "MM\0*" },
  { type: "audio/flac", bytes: "fLaC" },
  { type: "audio/mpeg", bytes: "ID3\x02" },
  { type: "audio/mpeg", bytes: "ID3\x03" },
  { type: "audio/mpeg", bytes: "ID3\x04" },
  { type: "audio/mpeg", bytes: [0xff, 0xfb] },
  { type: "audio/mpeg", bytes: [0xff, 0xf3] },
  { type: "audio/mpeg", bytes: [0xff, 0xf2] },
  { type: "audio/aac", bytes: [0xff, 0xf1] },
  { type: "audio/aac", bytes: [0xff, 0xf9] },
  { type: "application/pdf", bytes: "%PDF-" },
  { type: "application/zip", bytes: "PK\x03\x04" },
  { type: "application/zip", bytes: "PK\x05\x06" },
];

/** What a RIFF file holds (https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm). */
const riffForms: Record<string, string> = { WEBP: "image/webp", WAVE: "audio/wav", "AVI ": "video/x-msvideo" };

/** The brands of ISO media files (https://mp4ra.org/registered-types/brands) that are images, or no plain MP4. */
const isoBrands: Record<string, string> = {
  avif: "image/avif",
  avis: "image/avif",
  heic: "image/heic",
  heix: "image/heic",
  mif1: "image/heif",
  msf1: "image/heif",
  "M4A ": "audio/mp4",
  "M4B ": "audio/mp4",
  "qt  ": "video/quicktime",
};
const mp4Brand = /^(?:iso[m2-9a-c]|mp4[12]|avc1|dash|M4V |MSNV|f4v |3g[gp2].|mmp4|cmf[cs2])$/;

/**
 * The media type of a file that begins so, or null for one that is not taken.
 *
 * @param declared what the client says that it is: believed only of a container that holds sound or pictures
 * alike, where it says which.
 */
export function findType(sample: Uint8Array, declared: string): string | null {
  const found = signatures.find(({ bytes }) => beginsWith(sample, bytes));
  if (found) return found.type;
  const container = containerOf(sample);
  if (container !== null) return declared.startsWith("audio/") ? container.replace(/^video\//, "audio/") : container;
  if (beginsWith(sample, "RIFF")) return riffForms[asciiAt(sample, 8, 4)] ?? null;
  const brand = asciiAt(sample, 4, 4) === "ftyp" ? asciiAt(sample, 8, 4) : "";
  return isoBrands[brand] ?? (isPlainText(sample) ? "text/plain" : null);
}

/** A container that is made for sound and for pictures. */
function containerOf(sample: Uint8Array): string | null {
  if (beginsWith(sample, "OggS\0")) return "video/ogg";
  if (asciiAt(sample, 4, 4) === "ftyp" && mp4Brand.test(asciiAt(sample, 8, 4))) return "video/mp4";
  if (!beginsWith(sample, [0x1a, 0x45, 0xdf, 0xa3])) return null;
  // The name of the document type stands in the first element (RFC 8794 §11.2.6).
  const header = asciiAt(sample, 0, 64);
  if (header.includes("webm")) return "video/webm";
  return header.includes("matroska") ? "video/matroska" : null;
}

/**
 * UTF-8 without control characters but those of lines, which is no markup and no script. A browser that is
 * told not to sniff would show it as text all the same; other programs ask nobody.
 */
function isPlainText(sample: Uint8Array): boolean {
  if (sample.some(isBinary)) return false;
  const text = decode(sample);
  return text !== null && !/^[\s\uFEFF]*(?:<[a-z!?/]|#!|%!)/i.test(text);
}

/** https://mimesniff.spec.whatwg.org/#binary-data-byte */
function isBinary(byte: number): boolean {
  return byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
}

/** The sample may end in the middle of a character; nothing else may be wrong with it. */
function decode(sample: Uint8Array): string | null {
  const isWhole = sample.length < sampleBytes;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(sample, { stream: !isWhole });
  } catch {
    return null;
  }
}

function beginsWith(sample: Uint8Array, bytes: string | number[]): boolean {
  if (typeof bytes === "string") return asciiAt(sample, 0, bytes.length) === bytes;
  return bytes.every((byte, at) => sample[at] === byte);
}

function asciiAt(sample: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...sample.subarray(at, at + length));
}
