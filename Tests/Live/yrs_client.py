"""A stock Yjs program in Python: pycrdt (yrs) over a y-websocket socket, on a thread of its own."""

import asyncio
import json
import threading

import pycrdt
import websockets
from bipartite import wait_for


class YrsClient:
    """Follows one document; `notes` is its text. `echoed` holds only what the server has sent: what is in it is saved."""

    def __init__(self, url, token):
        self.url, self.token = url, token
        self.doc, self.echoed = pycrdt.Doc(), pycrdt.Doc()
        self.notes = self.doc.get("notes", type=pycrdt.Text)
        self.echo = self.echoed.get("notes", type=pycrdt.Text)
        self.awareness = pycrdt.Awareness(self.doc)
        self.synced = self.refused = None
        self.connections = 0
        self.received = bytearray()
        self._stopping = False
        self._outbox = []
        self.lock = threading.RLock()
        self._subscription = self.doc.observe(self._changed)
        self._applying = False
        self._loop = asyncio.new_event_loop()
        self._wake = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)
        self._thread.start()

    def _changed(self, event):
        if not self._applying:
            self._outbox.append(pycrdt.create_update_message(event.update))
            self._loop.call_soon_threadsafe(self._wake.set)

    def insert(self, at, text):
        """Types; `at` counts UTF-8 bytes, as yrs does; -1 is the end."""
        with self.lock:
            self.notes.insert(len(self.notes) if at < 0 else at, text)

    def text(self):
        with self.lock:
            return str(self.notes)

    def is_saved(self, marker):
        with self.lock:
            return marker in str(self.echo)

    def set_presence(self, state):
        with self.lock:
            self.awareness.set_local_state(state)
            update = self.awareness.encode_awareness_update([self.awareness.client_id])
            self._outbox.append(pycrdt.create_awareness_message(update))
        self._loop.call_soon_threadsafe(self._wake.set)

    def presence(self):
        with self.lock:
            return {client: state for client, state in self.awareness.states.items() if state}

    def wait_synced(self, seconds=20):
        return wait_for(lambda: self.synced, "the stock client is synced", seconds)

    def close(self):
        self._stopping = True
        self._loop.call_soon_threadsafe(self._wake.set)
        self._thread.join(timeout=5)

    async def _run(self):
        while not self._stopping:
            try:
                headers = {"Authorization": f"Bearer {self.token}"}
                async with websockets.connect(self.url, additional_headers=headers, max_size=None) as socket:
                    await self._serve(socket)
            except websockets.InvalidStatus as status:
                self.refused = status.response.status_code
                await asyncio.sleep(0.2)
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await asyncio.sleep(0.05)

    async def _serve(self, socket):
        self.connections += 1
        self.synced = False
        with self.lock:
            # What was not echoed travels in the answer to the server's step1.
            self._outbox.clear()
        await socket.send(pycrdt.create_sync_message(self.doc))
        reader = asyncio.create_task(self._read(socket))
        try:
            while not self._stopping and not reader.done():
                with self.lock:
                    messages, self._outbox = self._outbox, []
                for message in messages:
                    await socket.send(message)
                self._wake.clear()
                waker = asyncio.create_task(self._wake.wait())
                await asyncio.wait([reader, waker], return_when=asyncio.FIRST_COMPLETED, timeout=0.5)
                waker.cancel()
        finally:
            reader.cancel()

    async def _read(self, socket):
        async for frame in socket:
            self.received += frame
            with self.lock:
                self._applying = True
                try:
                    if frame[0] == pycrdt.YMessageType.SYNC:
                        reply = pycrdt.handle_sync_message(frame[1:], self.doc)
                        if frame[1] in (pycrdt.YSyncMessageType.SYNC_STEP2, pycrdt.YSyncMessageType.SYNC_UPDATE):
                            pycrdt.handle_sync_message(frame[1:], self.echoed)
                        if frame[1] == pycrdt.YSyncMessageType.SYNC_STEP2:
                            self.synced = True
                    elif frame[0] == pycrdt.YMessageType.AWARENESS:
                        reply = None
                        self.awareness.apply_awareness_update(pycrdt.read_message(frame[1:]), "server")
                    else:
                        reply = None
                finally:
                    self._applying = False
            if reply is not None:
                await socket.send(reply)


def rows(doc, root):
    """The rows of a document as plain values."""
    return json.loads(str(doc.get(root, type=pycrdt.Map)))
