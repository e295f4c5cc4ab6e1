"""A client of a conversation that shares no code with ours: it reads what the contract says, and no more.

It sends numbered messages until told how many, comes back with ?after= whenever it is cut off, sends again
what was not acknowledged, and ends when somebody says the last word. Then it prints what it saw.
"""

import asyncio
import json
import sys

import websockets

LAST_WORD = "That was all."


class Client:
    def __init__(self, url, token, origin, count):
        self.url = url
        self.subprotocols = ["atrium.v1", "bearer." + token]
        self.origin = origin or None
        self.seen = []
        self.unacked = {f"python-{at}": None for at in range(count)}
        self.acked = {}
        self.connections = 0
        self.pongs = 0
        self.is_over = False

    @property
    def last_seq(self):
        return self.seen[-1]["seq"] if self.seen else 0

    async def run(self):
        while not self.is_over:
            try:
                await self.connect()
            except websockets.exceptions.InvalidStatusCode as refusal:
                if refusal.status_code < 500:
                    raise SystemExit(f"was refused with {refusal.status_code}") from refusal
                await asyncio.sleep(0.2)
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
                await asyncio.sleep(0.2)

    async def connect(self):
        address = f"{self.url}?after={self.last_seq}"
        async with websockets.connect(address, subprotocols=self.subprotocols, origin=self.origin) as socket:
            assert socket.subprotocol == "atrium.v1", socket.subprotocol
            self.connections += 1
            await socket.send("ping")
            sender = asyncio.ensure_future(self.send(socket))
            try:
                while not self.is_over:
                    self.hear(await socket.recv())
            finally:
                sender.cancel()

    async def send(self, socket):
        for client_id in list(self.unacked):
            command = {"id": client_id, "type": "message.send", "clientId": client_id, "content": "From Python ☂"}
            await socket.send(json.dumps(command))
            await asyncio.sleep(0.02)

    def hear(self, text):
        if text == "pong":
            self.pongs += 1
            return
        for line in text.split("\n"):
            if line.strip():
                self.take(json.loads(line))

    def take(self, frame):
        kind = frame["type"]
        if kind == "ack":
            self.unacked.pop(frame["id"], None)
            self.acked[frame["id"]] = frame["seq"]
        elif kind == "message.created":
            message = frame["message"]
            self.seen.append({key: message[key] for key in ("seq", "clientId", "content")})
        elif kind in ("error", "reset"):
            raise SystemExit(f"was told {frame}")
        self.is_over = not self.unacked and self.seen[-1:] != [] and self.seen[-1]["content"] == LAST_WORD


async def main():
    url, token, origin, count = sys.argv[1:]
    client = Client(url, token, origin, int(count))
    await asyncio.wait_for(client.run(), 90)
    names = ("seen", "acked", "connections", "pongs")
    print(json.dumps({name: getattr(client, name) for name in names}))


asyncio.run(main())
