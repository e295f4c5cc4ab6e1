import { WebSocket } from "ws";
import { type Client, createClient } from "../../src/client/index.ts";
import { demoPassword } from "./remote-user.ts";

/** Our own client outside a browser, signed in as somebody. */
export async function signedInClient(url: string, name: string): Promise<Client> {
  const client = createClient(url, {
    tokenTransport: "body",
    // It has what the client uses of a browser's, with types of its own.
    openSocket: (address, protocols) => new WebSocket(address, protocols) as unknown as globalThis.WebSocket,
  });
  const { error } = await client.auth.login({ email: `${name}@example.com`, password: demoPassword });
  if (error) throw new Error(error.code);
  return client;
}
