import { queryOptions } from "@tanstack/react-query";
import type { Attachment } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

/** Larger images are shown when they are asked for. */
const mostInlineBytes = 8 * 1024 * 1024;
const shownTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

export function isShownInline({ type, size }: Attachment): boolean {
  return shownTypes.has(type) && size <= mostInlineBytes;
}

/** An image as an address that the page's policy lets it show: files are given only to who bears a token. */
export function imageQuery({ id }: Attachment) {
  return queryOptions({
    queryKey: ["image", id],
    queryFn: async () => addressOf(await unwrap(client.chat.attachments.download(id))),
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** Has the browser keep a file under its name. */
export async function saveFile({ id, name }: Attachment): Promise<void> {
  const address = URL.createObjectURL(await unwrap(client.chat.attachments.download(id)));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function addressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // Asked for as a data URL, it is text.
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the image can't be read")));
    reader.readAsDataURL(blob);
  });
}
