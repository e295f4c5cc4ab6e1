// Runs in Node.js, Bun and Deno alike: two people talk, one loses the connection and gets what she missed.
import process from "node:process";
import { createClient } from "@atrium/client";

const url = process.env["ATRIUM_URL"];
const sockets = [];
const openSocket = (address, protocols) => {
  const socket = new WebSocket(address, protocols);
  sockets.push(socket);
  return socket;
};

async function signIn(name) {
  const client = createClient(url, { tokenTransport: "body", openSocket });
  const { error } = await client.auth.login({ email: `${name}@example.com`, password: "atrium demo passphrase" });
  if (error) throw new Error(`${name} can't sign in: ${error.detail}`);
  return client;
}

/** Resolves with the first thing told that is wanted. */
function listen() {
  const heard = [];
  const waiting = new Set();
  return {
    tell: (thing) => {
      heard.push(thing);
      for (const look of waiting) look();
    },
    heard,
    until: (isWanted) =>
      new Promise((resolve) => {
        const look = () => heard.some(isWanted) && resolve(heard.find(isWanted));
        waiting.add(look);
        look();
      }),
  };
}

const deadline = setTimeout(() => {
  process.stdout.write("nothing happened for 40 s\n");
  process.exit(1);
}, 40_000);

const [ada, grace] = [await signIn("ada"), await signIn("grace")];
const { data: her } = await grace.me.get();
const { data: conversation } = await ada.chat.openDirect(her.id);
const words = (text) => (event) => event.type === "message.created" && event.message.content === text;
const run = crypto.randomUUID();

const { heard, until, tell } = listen();
const live = grace.chat.live(conversation.id, {
  onEvent: tell,
  onRecovered: (outcome) => tell({ type: "recovered", ...outcome }),
  onState: (state) => tell({ type: "state", state }),
});
await until(({ type }) => type === "ready");

const first = await ada.chat.send(conversation.id, { content: `first ${run}` });
await until(words(`first ${run}`));
const answer = await grace.chat.send(conversation.id, { content: `answer ${run}` });

sockets.at(-1).close();
await until(({ state }) => state === "reconnecting");
const missed = await ada.chat.send(conversation.id, { content: `missed ${run}` });
await until(words(`missed ${run}`));
await until(({ type }) => type === "recovered");
live.close();

clearTimeout(deadline);
process.stdout.write(
  `${JSON.stringify({
    errors: [first, answer, missed].map(({ error }) => error),
    seen: heard.filter(({ type }) => type === "message.created").map(({ message }) => message.content.split(" ")[0]),
    recovered: heard.filter(({ type }) => type === "recovered").map(({ recovered }) => recovered),
    waiting: ada.chat.outbox.list().length,
  })}\n`,
);
