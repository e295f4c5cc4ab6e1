import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { KeptMessage } from "../../client/index.ts";
import { SearchField } from "../find/search-field.tsx";
import { t } from "../strings/later.ts";
import { Select } from "../ui/select.tsx";
import { DevelopmentFrame } from "./development-frame.tsx";
import { MessageList } from "./message-list.tsx";
import { MessageView } from "./message-view.tsx";
import { channels, type OutboxSearch } from "./outbox-search.ts";
import { outboxQuery } from "./queries.ts";

const channelNames = {
  "": t("development.outbox.everyChannel"),
  email: t("development.channels.email"),
  sms: t("development.channels.sms"),
  whatsapp: t("development.channels.whatsapp"),
  push: t("development.channels.push"),
};

/** The mails and messages that the server would have sent, as they come. */
export function OutboxPage() {
  const search = useSearch({ from: "/outbox" });
  const query = useQuery(outboxQuery);
  return (
    <DevelopmentFrame
      title={t("development.outbox.title")}
      about={t("development.outbox.about")}
      query={query}
      what={t("development.outbox.loading")}
    >
      {(messages) => (
        <div className="grid min-h-0 flex-1 grid-cols-1 border-t border-line md:grid-cols-[22rem_minmax(0,1fr)]">
          <div
            className={`min-h-0 grid-rows-[auto_minmax(0,1fr)] border-line md:grid md:border-e ${search.id === undefined ? "grid" : "hidden"}`}
          >
            <Filters search={search} />
            <MessageList messages={messages.filter((message) => isWanted(message, search))} search={search} />
          </div>
          <div className={`min-h-0 overflow-y-auto p-4 sm:p-6 md:block ${search.id === undefined ? "hidden" : ""}`}>
            <Chosen messages={messages} search={search} />
          </div>
        </div>
      )}
    </DevelopmentFrame>
  );
}

function Filters({ search: { to = "", channel } }: { search: OutboxSearch }) {
  const navigate = useNavigate({ from: "/outbox" });
  const narrow = (change: OutboxSearch) => void navigate({ search: change, replace: true });
  return (
    <search className="grid gap-3 border-b border-line p-3">
      <div className="flex">
        <SearchField
          label={t("development.outbox.filter")}
          text={to}
          onChange={(text) => narrow({ ...(text !== "" && { to: text }), ...(channel && { channel }) })}
        />
      </div>
      <Select
        label={t("development.outbox.channel")}
        options={channelNames}
        value={channel ?? ""}
        onChange={({ target }) => {
          const chosen = channels.find((name) => name === target.value);
          narrow({ ...(to !== "" && { to }), ...(chosen && { channel: chosen }) });
        }}
      />
    </search>
  );
}

function Chosen({ messages, search: { id, ...rest } }: { messages: KeptMessage[]; search: OutboxSearch }) {
  if (id === undefined) return <p className="text-sm text-muted">{t("development.outbox.choose")}</p>;
  const message = messages.find((one) => one.id === id);
  return (
    <div className="mx-auto grid max-w-3xl grid-cols-1 gap-4">
      <Link to="/outbox" search={rest} className="text-sm underline underline-offset-3 md:hidden">
        {t("development.message.back")}
      </Link>
      {message ? (
        <MessageView key={id} message={message} />
      ) : (
        <p className="text-sm text-muted">{t("development.outbox.gone")}</p>
      )}
    </div>
  );
}

function isWanted({ to, subject, text, channel }: KeptMessage, search: OutboxSearch): boolean {
  if (search.channel !== undefined && channel !== search.channel) return false;
  const wanted = (search.to ?? "").trim().toLocaleLowerCase();
  return `${to}\n${subject ?? ""}\n${text}`.toLocaleLowerCase().includes(wanted);
}
