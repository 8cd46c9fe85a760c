"""pycrdt-websocket as its manual sets it up, over the websockets library. HOST and PORT say where it listens."""

import asyncio
import os

from pycrdt.websocket import WebsocketServer
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


class Channel:
    """One connection as pycrdt-websocket wants it."""

    def __init__(self, socket):
        self.socket = socket
        self.path = socket.request.path

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self.socket.recv()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def recv(self):
        return await self.socket.recv()

    async def send(self, message):
        try:
            await self.socket.send(message)
        except ConnectionClosed:
            pass


async def main():
    async with WebsocketServer() as rooms:
        async def handle(socket):
            await rooms.serve(Channel(socket))

        async with serve(handle, os.environ["HOST"], int(os.environ["PORT"]), max_size=None, compression=None):
            await asyncio.get_running_loop().create_future()


asyncio.run(main())
