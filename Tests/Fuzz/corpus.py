"""Seeds for the fuzzer: every vector of Protocol/vectors and the sample file, a folder for each target."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEX = set("0123456789abcdef")


def values(node):
    if isinstance(node, dict):
        for child in node.values():
            yield from values(child)
    elif isinstance(node, list):
        for child in node:
            yield from values(child)
    elif isinstance(node, str) and len(node) >= 4 and len(node) % 2 == 0 and set(node) <= HEX:
        yield bytes.fromhex(node)


def seeds():
    found = [one for file in sorted((ROOT / "Protocol" / "vectors").glob("*.json"))
             for one in values(json.loads(file.read_text()))]
    for name in ("update", "updateV2", "relativePosition", "snapshot", "stateVector", "awareness", "hocuspocus", "yWebSocket"):
        yield from ((name, one) for one in found)
    short = [one for one in found if len(one) < 256]
    for first, second in zip(short, short[1:]):
        for name in ("merge", "mergedAlone", "difference"):
            yield name, bytes([len(first)]) + first + bytes([len(second)]) + second
    for one in short:
        yield "frame", bytes([0x82, 0x80 | min(len(one), 125), 0, 0, 0, 0]) + one[:125]
    yield "frame", bytes([0xC2, 0x87, 0, 0, 0, 0, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
    sample = (ROOT / "docs" / "samples" / "sample-committee.json").read_bytes()
    yield "committee", sample
    yield "json", sample
    yield "json", b'[1.5e-3,"\\ud83d\\ude00",{"a":null},true]'


folder = pathlib.Path(sys.argv[1])
for number, (name, content) in enumerate(seeds()):
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / f"seed{number}").write_bytes(content)
