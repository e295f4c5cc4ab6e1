import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { peopleQuery } from "../app/queries.ts";
import { useSettled } from "../app/use-settled.ts";
import { begunName, type Mentionable } from "../composer/mentionable.ts";

const pauseMs = 120;

/** Whoever may be meant by the name that is being written, out of everybody. */
export function usePeopleMeant(text: string, caret: number): Mentionable[] {
  const begun = begunName(text, caret)?.name ?? "";
  const wanted = useSettled(begun, pauseMs);
  const { data = [] } = useQuery({ ...peopleQuery(wanted), placeholderData: keepPreviousData });
  if (begun === "" || wanted === "") return [];
  return data.map(({ id, username, displayName }) => ({ userId: id, username, displayName }));
}
