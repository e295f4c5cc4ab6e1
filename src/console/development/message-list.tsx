import { Link } from "@tanstack/react-router";
import type { KeptMessage } from "../../client/index.ts";
import { moment, timeOrDay } from "../app/time.ts";
import { t } from "../strings/later.ts";
import type { OutboxSearch } from "./outbox-search.ts";

const channelNames: Record<KeptMessage["channel"], string> = {
  email: t("development.channels.email"),
  sms: t("development.channels.sms"),
  whatsapp: t("development.channels.whatsapp"),
  push: t("development.channels.push"),
};

/** The messages that are wanted, the newest first; one of them is open. */
export function MessageList({ messages, search }: { messages: KeptMessage[]; search: OutboxSearch }) {
  if (messages.length === 0) {
    const isFiltered = search.to !== undefined || search.channel !== undefined;
    return (
      <output className="p-6 text-center text-sm text-muted">
        {isFiltered ? t("development.outbox.noneMatch") : t("development.outbox.nothing")}
      </output>
    );
  }
  return (
    <ul aria-label={t("development.outbox.messages")} className="min-h-0 divide-y divide-line overflow-y-auto">
      {messages.map((message) => (
        <Line key={message.id} message={message} search={search} />
      ))}
    </ul>
  );
}

function Line({ message, search }: { message: KeptMessage; search: OutboxSearch }) {
  const { id, channel, to, subject, text, createdAt } = message;
  return (
    <li>
      <Link
        to="/outbox"
        search={{ ...search, id }}
        aria-current={search.id === id ? "true" : undefined}
        className="grid animate-appear grid-cols-1 gap-0.5 px-4 py-2.5 -outline-offset-2 hover:bg-sunken aria-[current=true]:bg-tint"
      >
        <span className="flex items-baseline justify-between gap-3">
          <bdi dir="ltr" className="truncate text-sm font-medium">
            {to}
          </bdi>
          <time dateTime={createdAt} title={moment(createdAt)} className="shrink-0 text-xs text-muted">
            {timeOrDay(createdAt)}
          </time>
        </span>
        <span className="flex items-baseline justify-between gap-3 text-sm text-muted">
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {subject ?? text}
          </span>
          <span className="shrink-0 text-xs">{channelNames[channel]}</span>
        </span>
      </Link>
    </li>
  );
}
