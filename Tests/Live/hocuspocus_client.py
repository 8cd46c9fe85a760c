"""Hocuspocus framing by hand, for tests that look at every byte a connection receives."""

import asyncio
import json

import pycrdt
import websockets
from bipartite import COMMITTEE


def var_string(text):
    data = text.encode()
    return pycrdt.write_var_uint(len(data)) + data


def read_var_uint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def read_var_bytes(data, at):
    length, at = read_var_uint(data, at)
    return data[at:at + length], at + length


class Hocuspocus:
    """One `/sync` socket. `received` is everything the server ever sent on it."""

    def __init__(self, socket):
        self.socket, self.received, self.frames = socket, bytearray(), []

    @classmethod
    async def connect(cls, server, compression="deflate"):
        return cls(await websockets.connect(f"ws://{server.host}/sync", max_size=None, compression=compression))

    async def send(self, address, *body):
        await self.socket.send(var_string(address) + b"".join(body))

    async def authenticate(self, document, token):
        """Opens `<committee>/<document>`, or the room channel for None; returns the answer's first words."""
        address = COMMITTEE if document is None else f"{COMMITTEE}/{document}"
        await self.send(address, b"\x02\x00", var_string(token))
        while True:
            name, kind, body = await self.next()
            if name == address and kind == 2:
                return body[0], read_var_bytes(body, 1)[0].decode()

    async def hello(self):
        await self.send(COMMITTEE, b"\x05", var_string(json.dumps({"type": "hello"})))
        while True:
            name, kind, body = await self.next()
            if name == COMMITTEE and kind == 5:
                message = json.loads(read_var_bytes(body, 0)[0])
                if message["type"] == "welcome":
                    return message

    async def step1(self, document):
        await self.send(f"{COMMITTEE}/{document}", pycrdt.create_sync_message(pycrdt.Doc()))

    async def next(self, seconds=10):
        frame = await asyncio.wait_for(self.socket.recv(), seconds)
        self.received += frame
        name, at = read_var_bytes(frame, 0)
        kind, at = read_var_uint(frame, at)
        return name.decode(), kind, frame[at:]

    async def drain(self, seconds=1.0):
        """Receives until nothing has come for a while."""
        try:
            while True:
                await self.next(seconds)
        except (asyncio.TimeoutError, websockets.ConnectionClosed):
            pass
