// A client that pings as the contract asks, in a process of its own: it can be killed or frozen in the middle.
// node frozen-client.mjs <address> <token>
import { WebSocket } from "ws";

const [address, token] = process.argv.slice(2);
const socket = new WebSocket(address, ["atrium.v1", `bearer.${token}`]);
socket.on("message", (data) => process.stdout.write(/** @type {Buffer} */ (data)));
socket.on("error", () => process.exit(1));
socket.on("open", () => {
  socket.send("ping");
  setInterval(() => socket.send("ping"), 30_000);
});
