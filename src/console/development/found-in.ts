export type Found = { kind: "code" | "link"; text: string };

/** The codes and links in a text, each once, as they come. */
export function foundIn(text: string): Found[] {
  const links = [...text.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([link]) => link.replace(/[.,;:!?)\]]+$/, ""));
  const rest = links.reduce((left, link) => left.replaceAll(link, " "), text);
  const codes = [...rest.matchAll(/(?<!\d)\d{6}(?!\d)/g)].map(([code]) => code);
  return [
    ...[...new Set(codes)].map((code): Found => ({ kind: "code", text: code })),
    ...[...new Set(links)].map((link): Found => ({ kind: "link", text: link })),
  ];
}
