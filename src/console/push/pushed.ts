/** What a push says: the server's words, in the language that it writes. */
export type Pushed = { title: string; body: string; url: string | null; tag: string | null };

/** Null where it is none of ours. */
export function readPushed(data: unknown): Pushed | null {
  if (typeof data !== "object" || data === null || !("title" in data) || typeof data.title !== "string") return null;
  return {
    title: data.title,
    body: textOf(data, "body") ?? "",
    url: textOf(data, "url"),
    tag: textOf(data, "tag"),
  };
}

function textOf(data: object, name: string): string | null {
  const value: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : null;
}
