"""Markers: words that stand nowhere else, planted in what is secret, and the search for them in whatever came."""

import base64
import gzip
import json
import re
import zlib

from bad_line import BadLine
from bipartite import SAMPLE

SECRET_LABELS = {"worker_side", "restricted"}


def disguises(marker):
    """The marker as it might slip out: plain, UTF-16, hex, base64 in its three phases, backwards."""
    plain = marker.encode()
    found = {plain, marker.encode("utf-16-le"), marker.encode("utf-16-be"), plain.hex().encode(),
             plain.hex().upper().encode(), plain[::-1]}
    for phase in range(3):
        encoded = base64.b64encode(b"\0" * phase + plain)
        found.add(encoded[4 if phase else 0:-4])
    return found


def inflated(data):
    """What zlib and gzip streams in the data hold, wherever they begin."""
    found = b""
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        stream = zlib.decompressobj(47)
        try:
            found += stream.decompress(data[start.start():], 1 << 22)
        except zlib.error:
            pass
    return found


def leaks(haystack, markers):
    haystack = bytes(haystack)
    haystack += b"\0" + inflated(haystack)
    return sorted({marker for marker in markers for form in disguises(marker) if form in haystack})


def marked_sample(path):
    """The sample, with a marker of its own in every text of a secret row; returns the markers with their labels."""
    sample, markers = json.loads(SAMPLE.read_text()), {}

    def mark(value, label):
        marker = f"MARKER{len(markers):04d}QZX"
        markers[marker] = label
        return f"{value} {marker}"

    def walk(value, label, key=None):
        if isinstance(value, dict):
            return {name: walk(inner, label, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner, label, key) for inner in value]
        return mark(value, label) if key in {"text", "en", "note"} and isinstance(value, str) else value

    secret = []
    for index, issue in enumerate(sample["issue_log"]["issues"]):
        if issue["confidentiality"] in SECRET_LABELS:
            secret.append(issue["id"])
            sample["issue_log"]["issues"][index] = walk(issue, issue["confidentiality"])
    assert len(secret) >= 3 and len(markers) >= 4
    path.write_text(json.dumps(sample, ensure_ascii=False, indent=1))
    return markers


class Tap(BadLine):
    """A line that is good, and keeps every byte the server sends on it."""

    def __init__(self, port):
        self.streams = []
        super().__init__(port, seed=0, delay=0)

    async def _carry(self, reader, writer, ends):
        kept = None
        if writer is ends[0]:
            kept = bytearray()
            self.streams.append(kept)
        try:
            while piece := await reader.read(1 << 16):
                if kept is not None:
                    kept += piece
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        for end in ends:
            end.transport.abort()

    def heard(self):
        """Every byte as it came, and every WebSocket message inflated."""
        return b"\0".join(bytes(stream) + b"\0" + messages(bytes(stream)) for stream in self.streams)

    def compressed(self):
        return sum(messages(bytes(stream), count=True) for stream in self.streams)


def messages(stream, count=False):
    """The messages of an upgraded stream, those with the first reserved bit inflated; or how many had it."""
    head, _, rest = stream.partition(b"\r\n\r\n")
    found, compressed = b"", 0
    while head.startswith(b"HTTP/1.1 101") and len(rest) >= 2:
        short, start = rest[1] & 127, {126: 4, 127: 10}.get(rest[1] & 127, 2)
        length = short if start == 2 else int.from_bytes(rest[2:start], "big")
        payload = rest[start:start + length]
        if rest[0] & 0x40:
            compressed += 1
            payload = zlib.decompressobj(-15).decompress(payload + b"\0\0\xff\xff")
        found += payload + b"\0"
        rest = rest[start + length:]
    return compressed if count else found


def packed(marker):
    """Streams that hold the marker: what the search must see through."""
    text = f"before {marker} behind".encode()
    return [gzip.compress(text), zlib.compress(text), b"noise" + zlib.compress(text) + b"noise"]
