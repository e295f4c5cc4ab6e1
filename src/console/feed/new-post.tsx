import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { addPost } from "./post-cache.ts";
import { WriteForm } from "./write-form.tsx";

/** Where one posts, for everybody or in a space. */
export function NewPost({ spaceId }: { spaceId?: string }) {
  return (
    <div className="rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <WriteForm
        label={t("feed.write.whatIsNew")}
        action={t("feed.write.post")}
        takesFiles
        write={async ({ content, attachments }) => {
          const place = spaceId === undefined ? {} : { spaceId };
          addPost(await unwrap(client.community.publish({ content, attachments, ...place })));
        }}
      />
    </div>
  );
}
