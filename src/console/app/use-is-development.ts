import { useQuery } from "@tanstack/react-query";
import { ofAnybody } from "./query-client.ts";

/** Whether this server runs for development: only then it shows the mails that it sent. */
export function useIsDevelopment(): boolean {
  const { data } = useQuery({
    queryKey: ["is-development"],
    queryFn: askForEnvironment,
    staleTime: Infinity,
    retry: false,
    meta: ofAnybody,
  });
  return data ?? false;
}

/** The page itself tells: a refusal by one of development's doors would be logged as an error. */
async function askForEnvironment(): Promise<boolean> {
  const response = await fetch("/", { method: "HEAD" });
  return response.headers.get("x-atrium-environment") === "development";
}
