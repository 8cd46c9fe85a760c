"""kill -9 while reports come in and while they are let out: none that got its code is lost, none comes twice, and nothing
on the disk tells the route."""

import collections
import hashlib
import json
import os
import random
import shutil
import threading
import urllib.error
import urllib.request

import pytest
from bipartite import COMMITTEE, Member, Server, wait_for
from intake import Reporter, slips

CYCLES = int(os.environ.get("BIPARTITE_CYCLES", "4"))
SEED = int(os.environ.get("BIPARTITE_FROM", "0"))
LOST = (urllib.error.URLError, ConnectionError, TimeoutError, OSError)


class Factory:
    """A server whose days are moved by the test, two members, and slips that were handed out."""

    def __init__(self, folder, count):
        self.days = folder / "days"
        self.days.write_text("0")
        limits = folder / "limits.toml"
        limits.write_text("[limits]\nwaker_seconds = 1\n")
        self.server = Server(folder / "data", options=["--days-ahead-file", self.days, "--config", limits, "--log-level", "debug"])
        self.server.create().start()
        self.w1, self.m1 = (Member(self.server, name, folder / name).join() for name in ("w1", "m1"))
        self.codes = slips(self.w1, count, folder / "slips.html")
        # The reports' marks, by the slip that was used; those that got their case code.
        self.sent, self.taken = {}, {}

    def report(self, slip, mark, severity="medium"):
        """One reporter with one slip, whose server may be gone before it answers."""
        self.sent[slip] = mark
        try:
            code = Reporter(self.server, agent=f"Agent-of-{mark}").report(slip, f"{mark} is what I saw.", severity=severity)
        except LOST:
            return
        assert code, f"{mark}: the slip was good"
        self.taken[slip] = (mark, code)

    def restart(self):
        self.server.start()

    def told(self):
        """How often each mark stands in an opened matter that management is told of."""
        token = self.server.token("m1")
        request = urllib.request.Request(f"http://{self.server.host}/v1/committees/{COMMITTEE}/events", headers={"Authorization": f"Bearer {token}"})
        events = [json.loads(line) for line in urllib.request.urlopen(request).read().decode().splitlines()]
        texts = [event["data"]["text"]["text"].split()[0] for event in events if event.get("type", "").endswith("issue.opened.v1") and "is what I saw" in str(event["data"])]
        return collections.Counter(texts)

    def nothing_tells_the_route(self):
        """No mark, code, agent or used slip in any file, nor a line in the log."""
        files = {path: path.read_bytes() for path in self.server.data.rglob("*") if path.is_file()}
        log = self.server.log.read_text()
        for slip, (mark, code) in self.taken.items():
            digest = hashlib.sha256(f"bipartite-slip-v1\n{COMMITTEE}\n{slip.replace('-', '')}".encode()).hexdigest()
            for sign in (mark, slip, slip.replace("-", ""), code, code.replace("-", ""), digest):
                assert [path.name for path, content in files.items() if sign.encode() in content] == [], (mark, sign)
                assert sign not in log
        assert "Agent-of" not in log and "/report" not in log and all(b"Agent-of" not in content for content in files.values())


@pytest.fixture
def opened(tmp_path):
    """Makes a factory with so many slips; its server ends with the test, whatever comes of it."""
    factories = []

    def make(count):
        factories.append(Factory(tmp_path, count))
        return factories[-1]

    yield make
    for factory in factories:
        factory.server.kill()


def test_no_report_is_lost_or_doubled_when_the_server_is_killed(opened):
    chance = random.Random(SEED)
    factory = opened(12 * CYCLES)
    server, left = factory.server, list(factory.codes)
    for cycle in range(CYCLES):
        batch, left = left[:12], left[12:]
        reporters = [
            threading.Thread(target=lambda mine=batch[number::3], number=number: [
                factory.report(slip, f"mark{cycle}x{number}x{index}x") for index, slip in enumerate(mine)])
            for number in range(3)]
        enough = len(factory.taken) + chance.randrange(1, 9)
        for one in reporters:
            one.start()
        wait_for(lambda: len(factory.taken) >= enough, "some reports are taken")
        server.kill()
        for one in reporters:
            one.join()
        factory.nothing_tells_the_route()
        factory.restart()
    assert factory.told() == {}, "all of them wait for the day's end"
    # Who got a code can follow it up after all that.
    mark, code = next(iter(factory.taken.values()))
    assert "on their way" in Reporter(server).follow(code), mark

    # The batch goes out; the server is killed in the middle of it, again and again.
    factory.days.write_text("1")
    wanted = {mark for mark, _ in factory.taken.values()}
    for cycle in range(CYCLES):
        before = sum(factory.told().values())
        wait_for(lambda: sum(factory.told().values()) > before or wanted <= set(factory.told()), "the batch goes out", 30)
        server.kill()
        factory.restart()
    wait_for(lambda: wanted <= set(factory.told()), "all that were taken are out", 30)
    told = factory.told()
    assert [mark for mark, count in told.items() if count != 1] == []
    assert set(told) <= set(factory.sent.values())
    print(f"{2 * CYCLES} kills, {len(factory.sent)} reports sent, {len(wanted)} taken, {len(told)} told, none lost or doubled")
    factory.nothing_tells_the_route()


def test_a_batch_that_was_recorded_and_not_forgotten_is_not_told_twice(opened, tmp_path):
    factory = opened(3)
    for number, slip in enumerate(factory.codes):
        factory.report(slip, f"mark{number}x")
    factory.server.stop()
    store = factory.server.data / "intake.sqlite"
    shutil.copy(store, tmp_path / "before.sqlite")
    factory.days.write_text("1")
    factory.restart()
    wait_for(lambda: len(factory.told()) == 3, "the batch is out", 30)
    factory.server.stop()
    # As a crash between recording and forgetting leaves it.
    shutil.copy(tmp_path / "before.sqlite", store)
    factory.restart()
    factory.report(slips(factory.w1, 1, tmp_path / "last.html")[0], "lastx")
    factory.days.write_text("2")
    wait_for(lambda: "lastx" in factory.told(), "the next batch is out", 30)
    assert factory.told() == {"mark0x": 1, "mark1x": 1, "mark2x": 1, "lastx": 1}


def test_an_urgent_report_goes_out_when_a_killed_server_is_back(opened):
    factory = opened(3)
    for number, slip in enumerate(factory.codes):
        factory.report(slip, f"urgent{number}x", severity="critical")
        factory.server.kill()
        factory.restart()
        wait_for(lambda: f"urgent{number}x" in factory.told(), "it is out on the same day", 30)
    assert set(factory.told().values()) == {1}
