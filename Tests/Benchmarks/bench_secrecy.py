"""Two measured promises: what is not for somebody is answered as what does not exist, to the byte and in the same time;
and a revocation takes effect on open connections within a second, with no byte behind it."""

import argparse
import asyncio
import http.client
import json
import os
import pathlib
import random
import socket
import statistics
import sys
import tempfile
import time
import uuid

import servers

os.environ.setdefault("BIPARTITE_PROGRAMS", str(servers.PROGRAMS))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Live"))

from bipartite import COMMITTEE, Server  # noqa: E402
from hocuspocus_client import var_string  # noqa: E402
from raw_socket import RawSocket, frame, upgrade  # noqa: E402
from revocation import measure  # noqa: E402


class Doors:
    """Every way to ask for something by name, as a member who may not know of it."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.line, self.line_until = None, 0
        self.sync = self.frames = None

    def http(self, method, path, body=None):
        """Status, headers without the date, and body."""
        if time.monotonic() > self.line_until:
            # The server lets no plain connection live for longer than a minute.
            self.line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
            self.line.connect()
            self.line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.line_until = time.monotonic() + 20
        self.line.request(method, f"/v1/committees/{COMMITTEE}{path}", body, {"Authorization": f"Bearer {self.token}"})
        answer = self.line.getresponse()
        return answer.status, sorted(header for header in answer.getheaders() if header[0].lower() != "date"), answer.read()

    def feed(self, case, _):
        return self.http("GET", f"/events?audience=case-{case}")

    def snapshot(self, case, _):
        return self.http("GET", f"/snapshot?audience=case-{case}")

    def command(self, case, number):
        command = {"id": str(uuid.UUID(int=number, version=4)), "type": "issue.status.set", "subject": case,
                   "data": {"status": "acknowledged"}}
        return self.http("POST", "/commands", json.dumps(command))

    def y_door(self, document, _):
        with RawSocket(self.server) as line:
            line.send(upgrade(path=f"/y/{COMMITTEE}/{document}", token=self.token))
            while line.more():
                pass
            head, _, body = line.buffer.partition(b"\r\n\r\n")
            return [entry for entry in head.split(b"\r\n") if not entry.lower().startswith(b"date")], body

    def y_case(self, case, number):
        return self.y_door(f"case-{case}", number)

    def open_sync(self):
        """A socket on which the plan is open: a stranger's would be closed before long."""
        self.sync = RawSocket(self.server)
        self.sync.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert self.sync.ask(upgrade(path="/sync")) == 101
        self.frames = self.sync.frames()
        self.sync_door("plan", 0)

    def sync_door(self, document, _):
        if self.sync is None:
            self.open_sync()
        address = var_string(f"{COMMITTEE}/{document}")
        self.sync.send(frame(address + b"\x02\x00" + var_string(self.token)))
        for opcode, payload in self.frames:
            if opcode == 2 and payload.startswith(address):
                return payload[len(address):]
        raise AssertionError("the socket was closed")

    def sync_case(self, case, number):
        return self.sync_door(f"case-{case}", number)


def pairs(ask, hidden, absent, count, chance):
    """Medians in microseconds of both, and whether every answer was the same."""
    times, answers = {hidden: [], absent: []}, set()
    for number in range(count + count // 10):
        for name in chance.sample((hidden, absent), 2):
            begin = time.perf_counter_ns()
            answer = ask(name, chance.getrandbits(128))
            took = (time.perf_counter_ns() - begin) / 1000
            answers.add(repr(answer))
            # The first tenth warms up.
            if number >= count // 10:
                times[name].append(took)
    medians = [statistics.median(times[name]) for name in (hidden, absent)]
    return {"hidden_us": medians[0], "absent_us": medians[1], "apart_percent": (medians[0] / medians[1] - 1) * 100,
            "same_bytes": len(answers) == 1, "pairs": count}


def open_case(server):
    """A matter that begins as a case: its id, which management's members may not know."""
    case = str(uuid.uuid4())
    command = {"id": str(uuid.uuid4()), "type": "issue.open", "subject": case, "data": {
        "text": {"text": "Words"}, "category": "harassment", "severity": "high", "channel": "member",
        "anonymity": "anonymous"}}
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("POST", f"/v1/committees/{COMMITTEE}/commands", json.dumps(command),
                 {"Authorization": f"Bearer {server.token('w1')}"})
    answer = line.getresponse()
    assert answer.status == 200, answer.read()
    return case


def measure_pairs(server, options):
    case, absent = open_case(server), str(uuid.uuid4())
    # Ids of the same length on both sides, and a member of management who handles nothing.
    doors, chance = Doors(server, server.token("m1")), random.Random(1)
    asked = {
        "/y, a case": (doors.y_case, case, absent),
        "/y, the other side's document": (doors.y_door, "caucus-worker", "caucus-wirker"),
        "/sync, a case": (doors.sync_case, case, absent),
        "/sync, the other side's document": (doors.sync_door, "caucus-worker", "caucus-wirker"),
        "GET events": (doors.feed, case, absent),
        "GET snapshot": (doors.snapshot, case, absent),
        "POST commands": (doors.command, case, absent),
    }
    return {name: pairs(*what, options.pairs, chance) for name, what in asked.items()
            if not options.door or any(word in name for word in options.door)}


def measure_revocations(server, options):
    tokens = [server.token("m1") for _ in range(options.revocations)]
    outcomes, typed = asyncio.run(measure(server, tokens, server.token("w1"), batch=20))
    seconds = sorted(seconds for seconds, _, _ in outcomes)
    return {
        "revocations": len(seconds), "typed": typed, "p50_ms": statistics.median(seconds) * 1000,
        "p99_ms": seconds[int(len(seconds) * 0.99) - 1] * 1000, "max_ms": seconds[-1] * 1000,
        "frames_after": sum(late for _, late, _ in outcomes),
        "closed_4401": sum(code == 4401 for _, _, code in outcomes),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of questions at each door; 0: none")
    parser.add_argument("--revocations", type=int, default=200, help="revocations; 0: none")
    parser.add_argument("--door", action="append", default=[], help="only doors whose name has this word")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = {"load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder) / "data").create().start()
        try:
            if options.pairs:
                result["pairs"] = measure_pairs(server, options)
            if options.revocations:
                result["revocation"] = measure_revocations(server, options)
        finally:
            server.stop()
    if options.json:
        return print(json.dumps(result))
    for name, pair in result.get("pairs", {}).items():
        print(f"{name}: hidden {pair['hidden_us']:.1f} us, absent {pair['absent_us']:.1f} us, {pair['apart_percent']:+.2f} %, "
              f"{'the same bytes' if pair['same_bytes'] else 'DIFFERENT BYTES'}, {pair['pairs']} pairs")
    if revocation := result.get("revocation"):
        print(f"revocation: p50 {revocation['p50_ms']:.0f} ms, p99 {revocation['p99_ms']:.0f} ms, at most "
              f"{revocation['max_ms']:.0f} ms, of {revocation['revocations']}; {revocation['frames_after']} frames after, "
              f"{revocation['closed_4401']} closed with 4401; {revocation['typed']} edits meanwhile")


main()
