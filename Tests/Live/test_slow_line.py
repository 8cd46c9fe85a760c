"""A reader whose line is slow and who says nothing for as long as a long answer is on its way."""

import socket
import time

import pytest
from bipartite import COMMITTEE, Server, wait_for
from raw_socket import RawSocket, frame, upgrade
from yrs_client import YrsClient

LETTERS, PIECE, PACE = 900_000, 8_192, 0.08
SILENCE = 2


@pytest.fixture
def impatient(tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text(f"[limits]\nping_seconds = 1\nsilence_seconds_max = {SILENCE}\n")
    server = Server(tmp_path / "data", options=["--config", limits]).create().start()
    yield server
    server.stop()


class SlowSocket(RawSocket):
    """Takes little at once: what is not taken waits with the server."""

    def __init__(self, server):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", server.port))
        self.buffer = b""


def test_who_takes_a_long_answer_slowly_is_not_silent(impatient):
    writer = YrsClient(f"ws://{impatient.host}/y/{COMMITTEE}/plan", impatient.token("w2"))
    try:
        writer.wait_synced(20)
        writer.insert(0, "a" * LETTERS)
        wait_for(lambda: writer.is_saved("a" * LETTERS), "the text is saved", 30)
    finally:
        writer.close()
    with SlowSocket(impatient) as reader:
        assert reader.ask(upgrade(token=impatient.token("m1"))) == 101
        reader.send(frame(b"\0\0\1\0"))
        begin, count = time.monotonic(), len(reader.buffer)
        while count < LETTERS:
            piece = reader.socket.recv(PIECE)
            assert piece, f"cut off after {count} bytes"
            count += len(piece)
            # The line's pace; nothing is waited for.
            time.sleep(PACE)
        assert time.monotonic() - begin > 2 * SILENCE, "the line was no slow one"

