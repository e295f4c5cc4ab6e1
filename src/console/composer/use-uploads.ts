import { useEffect, useRef, useState } from "react";
import type { Attachment } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { t } from "../strings/strings.ts";
import { tellBriefly } from "../ui/toasts.tsx";

/** A file on its way, or there. */
export type Upload = { key: string; file: File } & (
  | { state: "going"; sentBytes: number }
  | { state: "ready"; attachment: Attachment }
  | { state: "failed"; problem: string }
);

export type Uploads = {
  list: Upload[];
  add: (files: Iterable<File>) => void;
  retry: (upload: Upload) => void;
  remove: (upload: Upload) => void;
  /** Leaves what is there to a message. */
  clear: () => void;
};

/** What one message may bear. */
const mostFiles = 10;
const mostBytes = 25 * 1024 * 1024;

const words = {
  UNSUPPORTED_MEDIA_TYPE: t("composer.files.wrongKind"),
  BODY_TOO_LARGE: t("composer.files.tooLarge"),
};

/** The files that go with the message that is being written. They are sent at once, so that it need not wait for them. */
export function useUploads(): Uploads {
  const [list, setList] = useState<Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const left = running.current;
    return () => left.forEach((controller) => controller.abort());
  }, []);

  const put = (next: Upload) => setList((before) => before.map((one) => (one.key === next.key ? next : one)));
  const begin = async ({ key, file }: Pick<Upload, "key" | "file">) => {
    const controller = new AbortController();
    running.current.set(key, controller);
    put({ key, file, state: "going", sentBytes: 0 });
    const onProgress = (sentBytes: number) => put({ key, file, state: "going", sentBytes });
    const { data, error } = await client.chat.attachments.upload(file, {
      name: file.name,
      onProgress,
      signal: controller.signal,
    });
    running.current.delete(key);
    if (controller.signal.aborted) return;
    put(
      error
        ? { key, file, state: "failed", problem: failureText(error, words) }
        : { key, file, state: "ready", attachment: data },
    );
  };
  const add = (files: Iterable<File>) => {
    const room = mostFiles - list.length;
    const given = [...files];
    if (given.length > room) tellBriefly(t("composer.files.tooMany"));
    const added = given.slice(0, Math.max(0, room)).map((file) => ({ key: crypto.randomUUID(), file }));
    setList((before) => [...before, ...added.map((one): Upload => firstState(one))]);
    for (const one of added) if (one.file.size <= mostBytes) void begin(one);
  };
  const remove = ({ key }: Upload) => {
    running.current.get(key)?.abort();
    setList((before) => before.filter((one) => one.key !== key));
  };
  return { list, add, remove, retry: (upload) => void begin(upload), clear: () => setList([]) };
}

function firstState({ key, file }: Pick<Upload, "key" | "file">): Upload {
  if (file.size > mostBytes) return { key, file, state: "failed", problem: words.BODY_TOO_LARGE };
  return { key, file, state: "going", sentBytes: 0 };
}
