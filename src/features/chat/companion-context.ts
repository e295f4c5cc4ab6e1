/** One turn of a talk, as a companion is told it. */
export type AskedMessage = { role: "user" | "assistant"; content: string };

const maxMessages = 20;
const maxCharacters = 16_000;
const nothingWritten = "(a file, without a word)";

/** The `clientId` of an answer: of one question a companion sends one answer. */
export function answerClientId(questionId: string): string {
  return `answer-${questionId}`;
}

/**
 * What was said up to a question, oldest first and the question last: at most twenty messages and sixteen
 * thousand characters. Each answer follows its question, whatever was sent in between, and what was asked
 * later is not in it.
 *
 * @returns undefined where the question itself was deleted.
 */
export function recentTalk(sql: SqlStorage, companionId: string, seq: number): AskedMessage[] | undefined {
  const rows = sql
    .exec<{ seq: number; content: string | null; answer: string | null }>(
      `SELECT asked.seq, asked.content, answers.content AS answer
         FROM messages AS asked LEFT JOIN messages AS answers
           ON answers.sender_id = ?1 AND answers.client_id = 'answer-' || asked.id AND answers.deleted_at IS NULL
         WHERE asked.seq <= ?2 AND asked.sender_id <> ?1 AND asked.deleted_at IS NULL
         ORDER BY asked.seq DESC LIMIT ?3`,
      companionId,
      seq,
      maxMessages,
    )
    .toArray();
  if (rows[0]?.seq !== seq) return undefined;
  const newestFirst = rows.flatMap((row): AskedMessage[] => [
    ...(row.answer === null ? [] : [{ role: "assistant" as const, content: row.answer }]),
    { role: "user", content: row.content === null || row.content === "" ? nothingWritten : row.content },
  ]);
  return withinBounds(newestFirst).toReversed();
}

/** The question is never cut: a message is shorter than the bound. */
function withinBounds(newestFirst: AskedMessage[]): AskedMessage[] {
  let characters = 0;
  const end = newestFirst.findIndex(({ content }, at) => {
    characters += content.length;
    return at >= maxMessages || characters > maxCharacters;
  });
  return end === -1 ? newestFirst : newestFirst.slice(0, end);
}
