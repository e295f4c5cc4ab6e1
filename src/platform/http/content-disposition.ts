/**
 * Whether a browser shows a file or saves it, and under which name (RFC 6266). The name goes twice: as
 * RFC 8187 has it, and in plain ASCII for who does not know that.
 */
export function contentDisposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  // What encodeURIComponent leaves, but for what RFC 8187 §3.2.1 does not allow.
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
