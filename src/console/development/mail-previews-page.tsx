import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SampleMail } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { t } from "../strings/later.ts";
import { DevelopmentFrame } from "./development-frame.tsx";
import { MailFrame } from "./mail-frame.tsx";
import { PlainText } from "./message-view.tsx";
import { OneOf } from "./one-of.tsx";
import { sampleMailsQuery } from "./queries.ts";

const kinds = { html: t("development.message.html"), text: t("development.message.text") };
const colours = { light: t("development.previews.light"), dark: t("development.previews.dark") };
const widths = { wide: t("development.previews.wide"), narrow: t("development.previews.narrow") };

/** Every mail that the server sends, with content that is made up. */
export function MailPreviewsPage() {
  const query = useQuery(sampleMailsQuery);
  const [template, setTemplate] = useState<string | null>(null);
  return (
    <DevelopmentFrame
      title={t("development.previews.title")}
      about={t("development.previews.about")}
      query={query}
      what={t("development.previews.loading")}
    >
      {(mails) => {
        const shown = mails.find((mail) => mail.template === template) ?? mails[0];
        return (
          <div className="grid min-h-0 flex-1 grid-cols-1 grid-rows-[auto_minmax(0,1fr)] border-t border-line md:grid-cols-[16rem_minmax(0,1fr)] md:grid-rows-1">
            <Templates mails={mails} shown={shown} onChoose={setTemplate} />
            <div className="min-h-0 overflow-y-auto p-4 sm:p-6">
              {shown ? <Preview mail={shown} /> : <p className="text-muted">{t("development.previews.none")}</p>}
            </div>
          </div>
        );
      }}
    </DevelopmentFrame>
  );
}

type TemplatesProps = { mails: SampleMail[]; shown: SampleMail | undefined; onChoose: (template: string) => void };

function Templates({ mails, shown, onChoose }: TemplatesProps) {
  return (
    <ul
      aria-label={t("development.previews.templates")}
      className="flex gap-1 overflow-x-auto border-line p-2 max-md:border-b md:flex-col md:overflow-y-auto md:border-e"
    >
      {mails.map(({ template }) => (
        <li key={template}>
          <button
            type="button"
            aria-pressed={template === shown?.template}
            onClick={() => onChoose(template)}
            className="w-full rounded-lg px-3 py-2 text-start text-sm whitespace-nowrap hover:bg-sunken aria-pressed:bg-tint aria-pressed:font-medium"
          >
            <code dir="ltr">{template}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Preview({ mail: { template, subject, text } }: { mail: SampleMail }) {
  const [kind, setKind] = useState<keyof typeof kinds>("html");
  const [colour, setColour] = useState<keyof typeof colours>("light");
  const [width, setWidth] = useState<keyof typeof widths>("wide");
  return (
    <article className="grid grid-cols-1 gap-4">
      <h2 dir="auto" className="text-lg font-semibold wrap-anywhere">
        {subject}
      </h2>
      <div className="flex flex-wrap gap-2">
        <OneOf label={t("development.message.shown")} options={kinds} value={kind} onChange={setKind} />
        <OneOf label={t("development.previews.colours")} options={colours} value={colour} onChange={setColour} />
        <OneOf label={t("development.previews.width")} options={widths} value={width} onChange={setWidth} />
      </div>
      <div className={`w-full ${width === "wide" ? "max-w-3xl" : "max-w-sm"}`}>
        {kind === "html" ? (
          <MailFrame
            title={t("development.message.frame", { subject })}
            address={client.development.addressOf({ template })}
            // A page in a frame takes the scheme of the frame for the reader's own.
            className={colour === "dark" ? "scheme-dark" : "scheme-light"}
          />
        ) : (
          <PlainText text={text} />
        )}
      </div>
    </article>
  );
}
