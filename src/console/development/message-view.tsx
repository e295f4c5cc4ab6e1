import { useState } from "react";
import type { KeptMessage } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { foundIn } from "./found-in.ts";
import { MailFrame } from "./mail-frame.tsx";
import { OneOf } from "./one-of.tsx";

const kinds = { html: t("development.message.html"), text: t("development.message.text") };

/** One message: to whom, the codes and links in it, and all of it as it would be seen. */
export function MessageView({ message }: { message: KeptMessage }) {
  const [kind, setKind] = useState<keyof typeof kinds>("html");
  const { id, subject, text, html, template } = message;
  const title = subject ?? template;
  return (
    <article aria-label={t("development.message.label")} className="grid grid-cols-1 gap-4">
      <h2 dir="auto" className="text-lg font-semibold wrap-anywhere">
        {title}
      </h2>
      <Facts message={message} />
      <FoundList text={text} />
      {html !== null && (
        <div className="justify-self-start">
          <OneOf label={t("development.message.shown")} options={kinds} value={kind} onChange={setKind} />
        </div>
      )}
      {html !== null && kind === "html" ? (
        <MailFrame
          title={t("development.message.frame", { subject: title })}
          address={client.development.addressOf({ id })}
        />
      ) : (
        <PlainText text={text} />
      )}
    </article>
  );
}

function Facts({ message: { to, template, createdAt } }: { message: KeptMessage }) {
  const facts = {
    [t("development.message.to")]: <bdi dir="ltr">{to}</bdi>,
    [t("development.message.sent")]: moment(createdAt),
    [t("development.message.template")]: <code dir="ltr">{template}</code>,
  };
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function FoundList({ text }: { text: string }) {
  const found = foundIn(text);
  if (found.length === 0) return null;
  return (
    <ul aria-label={t("development.message.found")} className="grid grid-cols-1 gap-2">
      {found.map(({ kind, text: one }) => (
        <li
          key={one}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-xl bg-sunken py-2 ps-4 pe-2"
        >
          {kind === "code" ? (
            <code dir="ltr" className="text-xl font-semibold tracking-widest">
              {one}
            </code>
          ) : (
            <a href={one} dir="ltr" className="min-w-0 flex-1 truncate text-sm underline underline-offset-3">
              {one}
            </a>
          )}
          <CopyButton
            text={one}
            label={kind === "code" ? t("development.message.code", { code: one }) : t("development.message.link")}
          />
        </li>
      ))}
    </ul>
  );
}

export function PlainText({ text }: { text: string }) {
  return (
    <pre dir="auto" className="rounded-xl border border-line bg-surface p-4 text-sm whitespace-pre-wrap wrap-anywhere">
      {text}
    </pre>
  );
}
