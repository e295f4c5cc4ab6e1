import { useEffect, useRef, useState } from "react";
import type { NotificationPreferences } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { preferencesQuery } from "../inbox/queries.ts";

const { queryKey } = preferencesQuery;
/** Changes made in one go are saved in one. */
const gatherMs = 400;

/** How far the last change has come. `incomplete` is one that can't hold yet, and is not sent. */
export type Saving = "nothing" | "saving" | "saved" | "failed" | "incomplete";

/**
 * Takes each change over at once and saves it a moment later. What can't be saved stays as it was chosen, with why and
 * a way to try again.
 */
export function usePreferences(known: NotificationPreferences) {
  // What is chosen here stands, whatever is read meanwhile.
  const [chosen, setChosen] = useState<NotificationPreferences | null>(null);
  const [saving, setSaving] = useState<Saving>("nothing");
  const [problem, setProblem] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = useRef<NotificationPreferences | null>(null);

  const save = async () => {
    clearTimeout(timer.current);
    const sent = wanted.current;
    if (!sent) return;
    try {
      const saved = await unwrap(client.notifications.preferences.replace(sent));
      // Meanwhile something else may have been chosen, which is saved next.
      if (wanted.current !== sent) return;
      wanted.current = null;
      queryClient.setQueryData(queryKey, saved);
      setChosen(saved);
      setSaving("saved");
    } catch (error) {
      setProblem(failureText(failureOf(error)));
      setSaving("failed");
    }
  };
  const latestSave = useRef(save);
  useEffect(() => {
    latestSave.current = save;
  });
  // Whoever leaves the page right after a choice has made it all the same.
  useEffect(() => () => void latestSave.current(), []);

  const change = (preferences: NotificationPreferences) => {
    clearTimeout(timer.current);
    setProblem(null);
    setChosen(preferences);
    const canHold = isWhole(preferences);
    wanted.current = canHold ? preferences : null;
    setSaving(canHold ? "saving" : "incomplete");
    if (canHold) timer.current = setTimeout(() => void latestSave.current(), gatherMs);
  };
  return { preferences: chosen ?? known, change, saving, problem, retry: () => void save() };
}

/** Quiet hours that begin when they end, or at no time, are none. */
function isWhole({ quietHours: { enabled, start, end } }: NotificationPreferences): boolean {
  return start !== "" && end !== "" && (!enabled || start !== end);
}
