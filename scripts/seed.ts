// `npm run seed -- --users 10000`: fills a running development server with people, posts and follows.
import process from "node:process";
import { parseArgs } from "node:util";
import { runProgram } from "./process/program.ts";
import { Refusal } from "./process/refusal.ts";
import { say } from "./process/say.ts";
import { loadUrl } from "./seed/load.ts";

await runProgram(seed);

async function seed(): Promise<number> {
  const { values } = parseArgs({
    options: {
      users: { type: "string" },
      posts: { type: "string" },
      follows: { type: "string" },
      url: { type: "string" },
    },
  });
  const users = wholeNumber("users", values.users);
  const posts = wholeNumber("posts", values.posts ?? String(users * 10));
  const follows = wholeNumber("follows", values.follows ?? String(users * 20));
  const url = values.url ?? `http://localhost:${process.env["PORT"] || 8787}`;
  await loadUrl(url, { users, posts, follows }, say);
  return 0;
}

function wholeNumber(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,8}$/.test(text)) return Number(text);
  throw new Refusal(
    `--${name} must be a number: npm run seed -- --users 1000 [--posts 10000] [--follows 20000] [--url …]`,
  );
}
