import { type QueryKey, useMutation } from "@tanstack/react-query";
import { failureText, type Words } from "./failure-text.ts";
import { queryClient } from "./query-client.ts";
import { failureOf } from "./request-failed.ts";

type ActionOptions = {
  /** What is read again afterwards, however it went. */
  stale?: { queryKey: QueryKey }[];
  words?: Words;
};

/** One button's way to the server: `act` does it, and what fails is told in words. */
export function useAction<T, I = void>(action: (input: I) => Promise<T>, { stale = [], words }: ActionOptions = {}) {
  const { mutate, isPending, isSuccess, data, error, reset } = useMutation({
    mutationFn: action,
    onSettled: () => Promise.all(stale.map(({ queryKey }) => queryClient.invalidateQueries({ queryKey }))),
  });
  return { act: mutate, isPending, isSuccess, data, reset, problem: error && failureText(failureOf(error), words) };
}
