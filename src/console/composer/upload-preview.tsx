import { useEffect, useState } from "react";
import { FileIcon } from "../ui/icons.tsx";

/** Larger images are not read for a picture that is this small. */
const mostBytes = 8 * 1024 * 1024;

/** What a file looks like that is to be sent: an image in small, any other as a sheet. */
export function UploadPreview({ file }: { file: File }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file.type.startsWith("image/") || file.size > mostBytes) return;
    const reader = new FileReader();
    // Asked for as a data URL, it is text: the page's policy lets it show such images, and no blobs.
    reader.addEventListener("load", () => setAddress(reader.result as string));
    reader.readAsDataURL(file);
    return () => reader.abort();
  }, [file]);
  if (address === null) return <FileIcon />;
  return (
    <img
      src={address}
      alt=""
      className="size-10 shrink-0 rounded-lg bg-sunken object-cover"
      // One that the browser can't show is a file like others.
      onError={() => setAddress(null)}
    />
  );
}
