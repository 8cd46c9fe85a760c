"""A WebSocket client that says what it is told to, right or wrong, and reports how it was answered."""

import socket
import struct

from bipartite import COMMITTEE

PLAN = f"/y/{COMMITTEE}/plan"
MASK = b"\x01\x02\x03\x04"


def masked(payload):
    return bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))


def frame(payload=b"", opcode=2, final=True, reserved=0, mask=True, length=None, length_bytes=None):
    """One frame; `length` may lie, `length_bytes` may be more than it takes."""
    length = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    bit = 0x80 if mask else 0
    if length_bytes is None:
        length_bytes = 0 if length < 126 else 2 if length < 1 << 16 else 8
    head += {0: lambda: bytes([bit | length]), 2: lambda: bytes([bit | 126]) + struct.pack(">H", length),
             8: lambda: bytes([bit | 127]) + struct.pack(">Q", length)}[length_bytes]()
    return head + (MASK + masked(payload) if mask else payload)


def upgrade(path=PLAN, token=None, method="GET", version="13", host="Host: here\r\n", key=True, more=""):
    return (
        f"{method} {path} HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + (f"Sec-WebSocket-Version: {version}\r\n" if version else "")
        + ("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n" if key else "")
        + (f"Authorization: Bearer {token}\r\n" if token else "") + more + "\r\n"
    ).encode()


class RawSocket:
    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """All of it, or as much as the server takes before it hangs up."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def ask(self, request):
        """Sends a request; returns its status, None if the connection just ended."""
        self.send(request)
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                break
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return int(head.split()[1]) if head.startswith(b"HTTP/1.1 ") else None

    def more(self):
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        return bool(data)

    def frames(self):
        """(opcode, payload) of each frame the server sends, until it ends the connection."""
        while True:
            while len(self.buffer) < 2 or len(self.buffer) < self._end():
                if not self.more():
                    return
            end, start = self._end(), self._start()
            opcode, payload, self.buffer = self.buffer[0] & 15, self.buffer[start:end], self.buffer[end:]
            yield opcode, payload

    def _start(self):
        return {126: 4, 127: 10}.get(self.buffer[1] & 127, 2)

    def _end(self):
        start = self._start()
        if len(self.buffer) < start:
            return 1 << 62
        short = self.buffer[1] & 127
        return start + (short if start == 2 else int.from_bytes(self.buffer[2:start], "big"))

    def answer(self):
        """The close code the server ends with; "kept" if its room answers a step1 instead; None if it just hangs up."""
        self.send(frame(b"\0\0\1\0"))
        for opcode, payload in self.frames():
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")
            if payload[:2] == b"\0\1":
                return "kept"
        return None
