"""A TCP proxy that is a bad line: it delays, tears segments anywhere, lets connections overtake each other, and cuts."""

import asyncio
import random
import threading


class BadLine:
    """Stands before a server under a port of its own. `cut_chance`, per piece that passes, may be changed at any time."""

    def __init__(self, port, seed, delay=0.02, cut_chance=0.0):
        self.target, self.delay, self.cut_chance = port, delay, cut_chance
        self.chance = random.Random(seed)
        self.pieces = self.cuts = 0
        self.sizes = [1, 7, 100, 1000, 1 << 16]
        # So many connections more end right behind the server's 101, in good order.
        self.upgrades_to_end = 0
        self._open = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._wait(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def close(self):
        async def end():
            self._server.close()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self._wait(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def cut(self):
        """Every connection is dead now; new ones may be made at once."""
        async def abort():
            for end in self._open:
                end.transport.abort()
            self.cuts += 1

        self._wait(abort())

    def _wait(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=10)

    async def _connected(self, reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.transport.abort()
        ends = (writer, there[1])
        self._open.update(ends)
        ways = [asyncio.create_task(self._carry(reader, there[1], ends)),
                asyncio.create_task(self._carry(there[0], writer, ends))]
        await asyncio.gather(*ways, return_exceptions=True)
        self._open.difference_update(ends)

    async def _carry(self, reader, writer, ends):
        """One direction: pieces of any length, each late by chance, until one is the last."""
        try:
            while piece := await reader.read(self.chance.choice(self.sizes)):
                if self.upgrades_to_end and piece.startswith(b"HTTP/1.1 101"):
                    self.upgrades_to_end -= 1
                    writer.write(piece)
                    return writer.close()
                await asyncio.sleep(self.delay * self.chance.random() ** 3)
                self.pieces += 1
                if self.chance.random() < self.cut_chance:
                    # Half a piece arrives, and both ends find the line dead.
                    writer.write(piece[:len(piece) // 2])
                    self.cuts += 1
                    break
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        for end in ends:
            end.transport.abort()
