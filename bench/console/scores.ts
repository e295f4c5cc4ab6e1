import lighthouse, { desktopConfig } from "lighthouse";

const categories = ["performance", "accessibility", "best-practices"] as const;
const runs = 3;

/**
 * What Lighthouse gives a page in each category, of a hundred: the best of three runs, since what else the machine does
 * can make a page slower, and nothing makes it faster. The desktop's simulated network (40 ms, 10 Mbit/s) does not
 * depend on how busy the machine is.
 *
 * @param port where the browser listens whose session it uses.
 */
export async function scoresOf(url: string, port: number): Promise<Record<string, number>> {
  const scores = Object.fromEntries(categories.map((name) => [name, 0]));
  for (let run = 0; run < runs; run += 1) {
    const flags = { port, onlyCategories: [...categories], disableStorageReset: true };
    const result = await lighthouse(url, { ...flags, logLevel: "error" }, desktopConfig);
    if (!result || result.lhr.runtimeError) throw new Error(result?.lhr.runtimeError?.message ?? "no result");
    for (const name of categories) {
      const score = Math.round((result.lhr.categories[name]?.score ?? 0) * 100);
      scores[name] = Math.max(scores[name] ?? 0, score);
    }
  }
  return scores;
}
