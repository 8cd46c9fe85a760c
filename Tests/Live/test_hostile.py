"""Malformed requests, frames, messages and updates through a real server: each gets its documented answer, the room
stays as it was, and an honest member's next edit is saved. The codes are those of Protocol/close-codes.md."""

import itertools
import zlib

import pycrdt
import pytest
from bipartite import COMMITTEE, Server, wait_for
from hocuspocus_client import var_string
from raw_socket import PLAN, RawSocket, frame, upgrade
from yrs_client import YrsClient

VIOLATION, INFLATE, TOO_BIG, LATER, BAD, KEPT = 1002, 1007, 1009, 1013, 4400, "kept"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A server, and a member who types and watches all the while."""
    room = Server(tmp_path_factory.mktemp("hostile") / "data").create()
    room.attacker = room.token("m4")
    room.witness = None
    token = room.token("w2")
    room.start()
    room.witness = YrsClient(room.socket("plan"), token)
    room.witness.wait_synced()
    room.witness.insert(-1, "I OBJECT")
    room.numbers = itertools.count()
    yield room
    room.witness.close()
    assert room.stop() == 0


def unharmed(room, attack):
    """The text is what it was before the attack, and the member's next edit is saved."""
    before = room.witness.text()
    answer = attack()
    assert room.witness.text() == before
    marker = f"<{next(room.numbers)}>"
    room.witness.insert(-1, marker)
    wait_for(lambda: room.witness.is_saved(marker), "an honest edit is saved")
    assert room.witness.text() == before + marker and room.witness.connections == 1
    return answer


# MARK: Requests

LONG = "x" * 70_000
REQUESTS = {
    "no request at all": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "no Host": (upgrade(host=""), 400),
    "two Hosts": (upgrade(host="Host: a\r\nHost: b\r\n"), 400),
    "version 12": (upgrade(version="12"), 426),
    "no version": (upgrade(version=""), 426),
    "no key": (upgrade(key=False), 426),
    "a header of 70,000 bytes": (upgrade(more=f"X: {LONG}\r\n"), 431),
    "a thousand headers": (upgrade(more="X: y\r\n" * 1000), 431),
    "a path of 70,000 bytes": (upgrade(path="/" + LONG), 431),
    "a page of somebody else": (upgrade(more="Origin: https://elsewhere.example\r\n"), 403),
    "a page of nobody": (upgrade(more="Origin: null\r\n"), 403),
    "no token": (upgrade(), 401),
    "a wrong token": (upgrade(token="bpt_" + "x" * 43), 401),
    "another method": (upgrade(method="DELETE"), 426),
    "a NUL in a header": (upgrade(more="X: a\0b\r\n"), 400),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_against_the_rules_gets_its_status(room, name):
    request, expected = REQUESTS[name]

    def attack():
        with RawSocket(room) as socket:
            return socket.ask(request)

    assert unharmed(room, attack) == expected


# MARK: Frames

DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
BINARY, PING, CLOSE = 2, 9, 8


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


FRAMES = {
    "not masked": (frame(b"\0\0\1\0", mask=False), VIOLATION),
    "the first reserved bit": (frame(b"\0\0\1\0", reserved=4), VIOLATION),
    "the second reserved bit": (frame(b"\0\0\1\0", reserved=2), VIOLATION),
    "the third reserved bit": (frame(b"\0\0\1\0", reserved=1), VIOLATION),
    **{f"opcode {opcode}": (frame(opcode=opcode), VIOLATION) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "text": (frame(b"hello", opcode=1), BAD),
    "a ping in fragments": (frame(opcode=PING, final=False), VIOLATION),
    "a ping of 126 bytes": (frame(bytes(126), opcode=PING), VIOLATION),
    "a continuation of nothing": (frame(b"\0", opcode=0), VIOLATION),
    "a message inside another": (frame(b"\0", final=False) + frame(b"\0"), VIOLATION),
    "a length of 2^63": (frame(length=1 << 63, length_bytes=8), VIOLATION),
    "a length of 2^40": (frame(length=1 << 40), TOO_BIG),
    "a short length in eight bytes": (frame(b"\0\0\1\0", length_bytes=8), VIOLATION),
    "a short length in two bytes": (frame(b"\0\0\1\0", length_bytes=2), VIOLATION),
    "one byte over a message": (frame(length=(1 << 20) + 1), TOO_BIG),
    "fragments over a message": (frame(bytes(1 << 19), final=False) + frame(length=(1 << 19) + 1, opcode=0), TOO_BIG),
    "a thousand empty fragments": (frame(final=False) + frame(opcode=0, final=False) * 1000, TOO_BIG),
    "half a close code": (frame(b"\3", opcode=CLOSE), VIOLATION),
    **{f"the close code {code}": (frame(code.to_bytes(2, "big"), opcode=CLOSE), VIOLATION)
       for code in (0, 999, 1005, 1006, 1015, 2999, 5000, 65535)},
    "a goodbye that is no UTF-8": (frame(b"\x03\xe8\xff\xfe", opcode=CLOSE), VIOLATION),
}
PACKED = {
    "what does not inflate": (frame(b"\xff" * 50, reserved=4), INFLATE),
    "200 MB in 200 KB": (frame(deflated(bytes(200 << 20)), reserved=4), TOO_BIG),
    "a compressed continuation": (frame(deflated(b"\0"), reserved=4, final=False) + frame(b"\0", opcode=0, reserved=4), VIOLATION),
    "a compressed ping": (frame(b"\0", opcode=PING, reserved=4), VIOLATION),
    "compressed text": (frame(deflated(b"hello"), opcode=1, reserved=4), BAD),
}


def answer_on_plan(room, data, more=""):
    with RawSocket(room) as socket:
        assert socket.ask(upgrade(PLAN, room.attacker, more=more)) == 101
        socket.send(data)
        return socket.answer()


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_against_the_rules_gets_its_code(room, name):
    data, expected = FRAMES[name]
    assert unharmed(room, lambda: answer_on_plan(room, data)) == expected


@pytest.mark.parametrize("name", PACKED)
def test_a_compressed_frame_against_the_rules_gets_its_code(room, name):
    data, expected = PACKED[name]
    assert unharmed(room, lambda: answer_on_plan(room, data, DEFLATE)) == expected


# MARK: Messages and updates

def number(value):
    """lib0's varUint."""
    digits = b""
    while value >= 128:
        digits += bytes([value & 127 | 128])
        value >>= 7
    return digits + bytes([value])


def section(client, clock, *structs):
    return number(len(structs)) + number(client) + number(clock) + b"".join(structs)


def one(client, clock, struct):
    return b"\1" + section(client, clock, struct) + b"\0"


NOTES = b"\1\5notes"
LETTER = b"\4" + NOTES + b"\1X"
NESTED = b"\x08" + NOTES + b"\1"

# Each is refused whole.
UPDATES = {
    "an empty one": (b"", BAD),
    "one that ends early": (b"\1\1\x42", BAD),
    "bytes behind its end": (b"\0\0\0", BAD),
    "a tombstone of 2^40": (one(66, 0, b"\0" + number(1 << 40)), BAD),
    "a deleted run of 2^45": (one(66, 0, b"\1" + NOTES + number(1 << 45)), BAD),
    "a clock of 2^31": (one(66, 1 << 31, b"\0\1"), BAD),
    "a clock and length over 2^31": (one(66, (1 << 31) - 2, b"\0\4"), BAD),
    "a million clients": (number(1_000_000) + b"\0\0", TOO_BIG),
    "a million structs": (b"\1" + number(1_000_000) + b"\x42\0\0\1\0", TOO_BIG),
    "2^52 structs": (b"\1" + number(1 << 52) + b"\x42\0\0\1\0", TOO_BIG),
    "a million structs, in 23 bytes of v2": (
        bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]) + number(1_000_000) + bytes([66, 0, 0, 1, 0, 0, 0]), BAD),
    "2^31 values": (one(66, 0, b"\x08" + NOTES + number(1 << 31)), TOO_BIG),
    "a text of 2^50 bytes": (one(66, 0, b"\4" + NOTES + number(1 << 50)), BAD),
    "binary of 2^50 bytes": (one(66, 0, b"\3" + NOTES + number(1 << 50)), BAD),
    "a million delete ranges": (b"\0\1\x2a" + number(1_000_000), TOO_BIG),
    "a delete range over 2^31": (b"\0\1\x2a\1" + number(1 << 40) + b"\1", BAD),
    "arrays nested 20,000 deep": (one(66, 0, NESTED + b"\x75\1" * 20_000 + b"\x7e"), TOO_BIG),
    "objects nested 20,000 deep": (one(66, 0, NESTED + b"\x76\1\1a" * 20_000 + b"\x7e"), TOO_BIG),
    "a number of 54 bits": (one(1 << 53, 0, LETTER), BAD),
    "a number that never ends": (b"\x80" * 4096, BAD),
    "one client twice": (b"\2" + section(66, 0, LETTER) + section(66, 1, LETTER) + b"\0", BAD),
    "a parent of no known kind": (one(66, 0, b"\4\2\1X"), BAD),
    "a type nobody knows": (one(66, 0, b"\7" + NOTES + b"\x63"), BAD),
    "half a letter": (one(66, 0, b"\4" + NOTES + b"\1\xc3"), BAD),
    "a mark that is no JSON": (one(66, 0, b"\6" + NOTES + b"\1b\1{"), BAD),
}
# Each is taken for what is admissible of it, which is nothing.
CUTS = {
    "a tombstone over the member's next clocks": lambda victim: one(victim, 1000, b"\0\x64"),
    "a tombstone over what the member wrote": lambda victim: one(victim, 0, b"\0\x08"),
    "other words under known clocks": lambda victim: one(victim, 0, LETTER),
    "words in the member's name": lambda victim: one(victim, 8, LETTER),
    "a skip over them": lambda victim: one(victim, 8, b"\x0a\x64"),
    "a struct behind a hole": lambda victim: one(66, 5, LETTER),
    "deletes of an unknown client": lambda victim: b"\0\1\x63\1\0\x64",
    "an origin of its own": lambda victim: one(66, 0, b"\x84\x42\0\1X"),
    "its own child": lambda victim: one(66, 0, b"\7\0\x42\0\1"),
    "a root nobody knows": lambda victim: one(66, 0, b"\4\1\1z\1X"),
    "a value with a prototype": lambda victim: one(66, 0, b"\x08" + NOTES + b"\1\x76\1\x09__proto__\x74\1\7"),
    "a sub-document": lambda victim: one(66, 0, b"\x09" + NOTES + b"\1g\x7e"),
}
MESSAGES = {
    "no message": (b"", BAD),
    "a type nobody knows": (b"\x63", BAD),
    "a sync nobody knows": (b"\0\7\0", BAD),
    "a sync that ends early": (b"\0\2\x50\1", BAD),
    "Auth on a socket of one document": (b"\2\0\1a", BAD),
    "a state vector that ends early": (b"\0\0\2\1\1", BAD),
    "a state vector of a million clients": (b"\0\0" + number(5) + number(1_000_000) + b"\1\1", TOO_BIG),
    # What an old document may come to: a stock client must send it.
    "a state vector of 10,001 clients": (
        b"\0\0" + (lambda body: number(len(body)) + body)(number(10_001) + b"".join(number(n) + b"\1" for n in range(10_001))), KEPT),
    "presence that ends early": (b"\1\5\1\1\1", BAD),
    "presence of 2^40 clients": (b"\1" + number(6) + number(1 << 40), TOO_BIG),
    "presence that is no JSON": (b"\1" + (lambda body: number(len(body)) + body)(b"\1\x42\1" + var_string("{")), BAD),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_against_the_protocol_gets_its_code(room, name):
    message, expected = MESSAGES[name]
    assert unharmed(room, lambda: answer_on_plan(room, frame(message))) == expected


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_that_is_none_gets_its_code(room, name):
    update, expected = UPDATES[name]
    message = pycrdt.create_update_message(update)
    assert unharmed(room, lambda: answer_on_plan(room, frame(message))) == expected


@pytest.mark.parametrize("name", CUTS)
def test_what_may_not_come_in_is_cut_and_the_socket_stays(room, name):
    victim = room.witness.doc.client_id
    message = pycrdt.create_update_message(CUTS[name](victim))
    assert unharmed(room, lambda: answer_on_plan(room, frame(message))) == KEPT


# MARK: Before anybody is known

ADDRESS = var_string(f"{COMMITTEE}/plan")
STRANGERS = {
    "a message of no type": ([ADDRESS], BAD),
    "an address that ends early": ([b"\x50abc"], BAD),
    "an address of 600 bytes": ([var_string("x" * 600) + b"\0\0\1\0"], BAD),
    "a word only the server says": ([ADDRESS + b"\x08\1"], BAD),
    "a broadcast": ([ADDRESS + b"\6" + var_string("hello")], BAD),
    "a hundred and one messages before Auth": ([ADDRESS + b"\0\0\1\0"] * 101, LATER),
    "a hundred documents": ([var_string(f"{COMMITTEE}/{n}") + b"\0\0\1\0" for n in range(100)], LATER),
    "a frame of 70,000 bytes": ([bytes(70_000)], TOO_BIG),
    "300,000 bytes": ([ADDRESS + b"\x63" + bytes(60_000)] * 5, BAD),
    "300,000 bytes of pings": ([], LATER),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_gets_little(room, name):
    messages, expected = STRANGERS[name]

    def attack():
        with RawSocket(room) as socket:
            assert socket.ask(upgrade("/sync")) == 101
            data = b"".join(frame(message) for message in messages) or frame(bytes(125), opcode=PING) * 2300
            socket.send(data)
            return socket.answer()

    assert unharmed(room, attack) == expected
