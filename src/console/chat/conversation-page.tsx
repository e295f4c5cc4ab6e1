import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { TextLink } from "../account/text-link.tsx";
import { conversationQuery } from "../app/queries.ts";
import { failureOf } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { ConversationView } from "./conversation-view.tsx";

/** One conversation by its address; a view of its own for each, so that nothing is carried over. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: "/signed-in/chat/conversations/$conversationId" });
  const { data, error, refetch } = useQuery(conversationQuery(conversationId));
  if (data) return <ConversationView key={conversationId} conversation={data} />;
  if (!error) return <Loading what={t("chat.what.conversation")} />;
  if (failureOf(error).status === 404) return <NoSuchConversation />;
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}

function NoSuchConversation() {
  return (
    <div className="grid justify-items-center gap-2 p-8 text-center text-muted">
      <p>{t("chat.missing.explanation")}</p>
      <p>
        <TextLink to="/">{t("chat.missing.back")}</TextLink>
      </p>
    </div>
  );
}
