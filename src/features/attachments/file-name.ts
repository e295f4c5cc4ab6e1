const maxLength = 255;

const endings: Record<string, string> = {
  "image/jpeg": "jpg",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "video/x-msvideo": "avi",
  "video/quicktime": "mov",
  "video/matroska": "mkv",
  "audio/matroska": "mka",
  "text/plain": "txt",
};

/**
 * The name under which a file is shown and saved: one path segment of visible text. What could hide
 * what it is (control characters, text that runs backwards, characters without width) is left out.
 */
export function fileNameOf(given: string | undefined, type: string): string {
  const segment = (given ?? "").toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const visible = segment
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, "")
    // Dots and spaces at the ends mean something to file systems.
    .replaceAll(/^[\s.]+|[\s.]+$/g, "");
  // Composing characters can make a text longer.
  return visible === "" || visible.length > maxLength ? `file.${endingOf(type)}` : visible;
}

function endingOf(type: string): string {
  return endings[type] ?? type.split("/").at(-1) ?? "bin";
}
