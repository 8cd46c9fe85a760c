"""A subscriber that is cut off again and again hears of every event once, in order, while the plan is edited."""

import http.client
import json
import os
import random
import socket
import threading
import time
import uuid

import pycrdt
import pytest
from bipartite import COMMITTEE, Server, wait_for
from yrs_client import YrsClient

CUTS = int(os.environ.get("BIPARTITE_CUTS", "50"))
PATH = f"/v1/committees/{COMMITTEE}"


@pytest.fixture
def server(tmp_path):
    config = tmp_path / "bipartite.toml"
    # Typing becomes events soon; otherwise as it is.
    config.write_text("[room]\nquiet_milliseconds = 40\n")
    server = Server(tmp_path / "data", options=["--config", config]).create().start()
    yield server
    server.stop()


class Editor(threading.Thread):
    """Changes the plan until it is told to stop: due dates by command, priorities in the document."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.token = server, server.token("w1")
        self.client = YrsClient(server.socket("plan"), server.token("m2"))
        self.client.wait_synced()
        self.items = self.client.doc.get("items", type=pycrdt.Map)
        self.stopping = threading.Event()
        self.asked = 0

    def run(self):
        ids = list(self.items.keys())
        caller = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        while not self.stopping.is_set():
            self.asked += 1
            item = ids[self.asked % len(ids)]
            command = {
                "id": str(uuid.uuid4()), "type": "plan.item.due.set", "subject": item,
                "data": {"due": f"{2027 + self.asked % 7}-0{1 + self.asked % 9}-15", "reason": "Later."},
            }
            caller.request("POST", f"{PATH}/commands", json.dumps(command), {"authorization": f"Bearer {self.token}"})
            caller.getresponse().read()
            with self.client.lock:
                self.items[item]["priority"] = ["high", "medium", "low"][self.asked % 3]
            time.sleep(0.01)

    def stop(self):
        self.stopping.set()
        self.join()
        self.client.close()


@pytest.fixture
def editor(server):
    editor = Editor(server)
    editor.start()
    yield editor
    if editor.is_alive():
        editor.stop()


def connect(server, token, after, streams):
    """Asks for what follows, in either form; the socket is the test's to cut."""
    channel = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    form = f"Accept: text/event-stream\r\nLast-Event-ID: {after}\r\n" if streams else ""
    query = "" if streams else f"?after={after}"
    channel.sendall(
        f"GET {PATH}/events{query} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n{form}\r\n".encode())
    return channel


def events(text, streams):
    """What is whole of an answer that may be cut anywhere; the size of each chunk stands on a line of its own."""
    body = text.partition(b"\r\n\r\n")[2]
    plain = b""
    while b"\r\n" in body:
        size, _, body = body.partition(b"\r\n")
        length = int(size or b"0", 16)
        plain += body[:length]
        if length == 0 or len(body) < length + 2:
            break
        body = body[length + 2:]
    end = b"\n\n" if streams else b"\n"
    for part in plain.split(end)[:-1]:
        line = part.rpartition(b"data: ")[2] if streams else part
        if line.startswith(b"{"):
            yield json.loads(line)


def read_until_cut(channel, chance, streams):
    """Reads some bytes and cuts the socket, wherever that is; yields the whole events among them."""
    text, limit = b"", chance.randrange(200, 6000)
    end = time.monotonic() + chance.uniform(0.02, 0.12)
    channel.settimeout(0.05)
    while len(text) < limit and time.monotonic() < end:
        try:
            got = channel.recv(min(1500, limit - len(text)))
        except TimeoutError:
            continue
        if not got:
            break
        text += got
    # With a reset, not with a goodbye.
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    channel.close()
    assert not text or text.startswith(b"HTTP/1.1 200"), text[:200]
    return list(events(text, streams)), bool(text)


@pytest.mark.parametrize("streams", [False, True], ids=["lines", "server-sent"])
@pytest.mark.parametrize("reader", ["int1", "m1"])
def test_a_subscriber_that_is_cut_hears_every_event_once_in_order(server, editor, streams, reader):
    token, chance = server.token(reader), random.Random(7)
    heard, cuts = [], 0
    while cuts < CUTS:
        after = heard[-1]["roomseq"] if heard else 0
        fresh, was_answered = read_until_cut(connect(server, token, after, streams), chance, streams)
        assert [event["roomseq"] for event in fresh] == list(range(after + 1, after + 1 + len(fresh)))
        heard += fresh
        cuts += was_answered
    editor.stop()
    time.sleep(0.3)  # What was typed last comes to rest.

    def rest():
        after = heard[-1]["roomseq"] if heard else 0
        answer = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        answer.request("GET", f"{PATH}/events?after={after}", headers={"authorization": f"Bearer {token}"})
        found = [json.loads(line) for line in answer.getresponse().read().splitlines()]
        heard.extend(found)
        return not found

    wait_for(rest, "there is nothing more to hear")
    numbers = [event["roomseq"] for event in heard]
    assert numbers == list(range(1, len(numbers) + 1)), "a gap, or an event twice"
    assert len({event["id"] for event in heard}) == len(heard)
    # Each due date that was taken, and the typing too.
    types = {event["type"] for event in heard}
    assert {"bipartite.plan.item.due.set.v1", "bipartite.plan.item.commitment.changed.v1"} <= types
    if reader == "int1":
        # As the table grants it: the plan, that meetings and visits were, that versions are in force.
        outside = {one for one in types if not one.startswith("bipartite.plan.")}
        assert outside <= {"bipartite.visit.logged.v1", "bipartite.meeting.held.v1", "bipartite.signoff.completed.v1"}
    print(f"{cuts} cuts, {len(heard)} events, {editor.asked} edits")


def test_both_sides_decide_what_a_program_hears(server, member):
    w1, m1 = member("w1"), member("m1")

    def ask(token, path="/events"):
        caller = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        caller.request("GET", PATH + path, headers={"authorization": f"Bearer {token}"})
        answer = caller.getresponse()
        return answer.status, answer.read()

    w1("integration", "propose", "int9", "Buyer's archive", "--areas", "training")
    w1("integration", "confirm", "int9", "--areas", "training", expect=77)
    m1("integration", "confirm", "int9", "--areas", "training")
    listed = w1.json("integration")["integrations"]
    assert {"id": "int9", "name": "Buyer's archive", "areas": ["training"]} in listed

    def issued():
        try:
            return server.token("int9")
        except AssertionError:
            return None

    token = wait_for(issued, "the accounts know the program")
    status, body = ask(token)
    types = {json.loads(line)["type"] for line in body.splitlines()}
    assert status == 200 and "bipartite.training.recorded.v1" in types
    assert not any("plan" in one or "roster" in one for one in types)
    # What it was not granted is answered as what does not exist.
    assert ask(token, "/plan") == ask(token, "/nothing")

    m1("integration", "remove", "int9")
    wait_for(lambda: ask(token)[0] == 401, "its token ends", seconds=2)
