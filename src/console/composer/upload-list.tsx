import { piece } from "../app/piece.tsx";
import type { Uploads } from "./use-uploads.ts";

const UploadItems = piece(async () => (await import("./upload-items.tsx")).UploadItems);

/** The files of the message that is being written. What cannot be shown is not sent either. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  if (uploads.list.length === 0) return null;
  return <UploadItems uploads={uploads} onClose={() => uploads.list.forEach((upload) => uploads.remove(upload))} />;
}
