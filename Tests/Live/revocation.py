"""How fast a revocation takes effect on open connections, and whether a byte follows: for the test and the bench."""

import asyncio
import hashlib
import random
import sqlite3
import time

import pycrdt
import websockets
from bipartite import COMMITTEE
from hocuspocus_client import read_var_bytes, read_var_uint, var_string
from yrs_client import YrsClient


def revoke(data, token):
    """What `bipartite-server revoke` does to one token, without the time a process takes to start."""
    with sqlite3.connect(data / "accounts.sqlite", timeout=10) as accounts:
        done = accounts.execute("UPDATE tokens SET revoked = 1 WHERE hash = ?", [hashlib.sha256(token.encode()).digest()])
        assert done.rowcount == 1
    return time.monotonic()


class Watched:
    """One open socket that hears what others type; notes when each frame came, and what it was about."""

    def __init__(self, server, token, kind):
        self.server, self.token, self.kind = server, token, kind
        self.frames, self.ended = [], None

    async def open(self):
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.kind == "y":
            self.socket = await websockets.connect(self.server.socket("plan"), additional_headers=headers, max_size=None)
            await self.socket.send(pycrdt.create_sync_message(pycrdt.Doc()))
        else:
            self.socket = await websockets.connect(f"ws://{self.server.host}/sync", max_size=None)
            for document in ("plan", "diagnosis"):
                address = var_string(f"{COMMITTEE}/{document}")
                await self.socket.send(address + b"\x02\x00" + var_string(self.token))
                await self.socket.send(address + pycrdt.create_sync_message(pycrdt.Doc()))
        self.reading = asyncio.create_task(self._read())

    async def _read(self):
        try:
            async for frame in self.socket:
                self.frames.append((time.monotonic(), *self._parse(frame)))
        except websockets.ConnectionClosed:
            pass
        self.ended = (time.monotonic(), self.socket.close_code)

    def _parse(self, frame):
        """The document a frame is about, and whether it says that the document ends."""
        if self.kind == "y":
            return "plan", False
        name, at = read_var_bytes(frame, 0)
        kind, _ = read_var_uint(frame, at)
        return name.decode(), kind == 7

    def outcome(self, revoked):
        """Seconds until it took effect, and bytes of documents that came after their end."""
        ends = {name: when for when, name, is_end in self.frames if is_end}
        late = [name for when, name, is_end in self.frames if name in ends and when > ends[name] and not is_end]
        last = max([when for when, _, is_end in self.frames if not is_end], default=revoked)
        return max(last, self.ended[0]) - revoked, len(late), self.ended[1]


async def trial(server, tokens, seed):
    """Opens a socket for each token, has somebody type all the while, and revokes them one by one by chance."""
    chance = random.Random(seed)
    sockets = [Watched(server, token, "y" if index % 2 else "sync") for index, token in enumerate(tokens)]
    for socket in sockets:
        await socket.open()
    revoked = {}
    for socket in chance.sample(sockets, len(sockets)):
        await asyncio.sleep(chance.random() * 0.05)
        revoked[socket] = revoke(server.data, socket.token)
    await asyncio.wait_for(asyncio.gather(*(socket.reading for socket in sockets)), 20)
    return [socket.outcome(when) for socket, when in revoked.items()]


class Typist:
    """Types a word every few milliseconds until the block ends: frames are always on their way."""

    def __init__(self, server, token):
        self.client = YrsClient(server.socket("plan"), token)
        self.client.wait_synced()
        self.typed = 0
        self.stopping = False

    async def type(self):
        while not self.stopping:
            self.client.insert(0, f"<{self.typed}>")
            self.typed += 1
            await asyncio.sleep(0.004)


async def measure(server, tokens, typist_token, batch, seed=0):
    """The outcomes of all tokens, some at a time."""
    typist = await asyncio.to_thread(Typist, server, typist_token)
    typing = asyncio.create_task(typist.type())
    outcomes = []
    try:
        for start in range(0, len(tokens), batch):
            outcomes += await trial(server, tokens[start:start + batch], seed + start)
    finally:
        typist.stopping = True
        await typing
        typist.client.close()
    return outcomes, typist.typed
