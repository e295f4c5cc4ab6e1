import { once } from "node:events";
import { createServer } from "node:net";
import { Refusal } from "../process/refusal.ts";

/** `localhost` is either, as the caller's resolver prefers. */
const loopback = ["127.0.0.1", "::1"];

/**
 * Finds the loopback addresses on which the port can be opened.
 *
 * @throws Refusal when another program has it on one of them.
 */
export async function requireFreePort(port: number): Promise<string[]> {
  const states = await Promise.all(loopback.map((host) => probe(host, port)));
  if (states.includes("taken")) {
    throw new Refusal(
      `Port ${port} is taken by another program. Stop that, or use another: PORT=${port + 1} npm start`,
    );
  }
  return loopback.filter((_, index) => states[index] === "free");
}

async function probe(host: string, port: number): Promise<"free" | "taken" | "absent"> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
    return "free";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") return "taken";
    if (code === "EACCES") throw new Refusal(`Port ${port} needs more rights than this user has; use one above 1023.`);
    // A machine without IPv6.
    return "absent";
  } finally {
    server.close();
  }
}
