"""The server on a disk that loses power, fails at any call, refuses to sync or is full: what was acknowledged is there."""

import itertools
import json
import os
import random
import urllib.error
import urllib.request

import pytest
from bipartite import Server, run, wait_for
from faulty_disk import FaultyDisk
from test_metrics import scrape
from yrs_client import YrsClient

SEED = int(os.environ.get("BIPARTITE_FROM", "0"))
CUTS = int(os.environ.get("BIPARTITE_CUTS", "8"))
# Every n of a run of some 500 calls, or so many spread over them.
FAULTS = int(os.environ.get("BIPARTITE_FAULTS", "20"))

pytestmark = pytest.mark.skipif(
    not os.path.exists("/dev/fuse") or os.geteuid() != 0, reason="mounting the faulty disk needs /dev/fuse and root")


@pytest.fixture
def disk(tmp_path):
    with FaultyDisk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def server(disk, tmp_path):
    server = Server(disk.folder / "data", options=["--metrics-listen", "127.0.0.1:0"])
    server.log = tmp_path / "server.log"
    server.create().start()
    server.writer = server.token("w2")
    yield server
    server.kill()


class Typist:
    """Types numbered markers, one after the other, and knows which are acknowledged."""

    def __init__(self, server, numbers, size=0):
        self.client, self.numbers, self.size = YrsClient(server.socket("plan"), server.writer), numbers, size
        self.client.wait_synced()
        self.typed = []

    def type(self):
        marker = f"<{next(self.numbers)}{'.' * self.size}>"
        self.client.insert(-1, marker)
        self.typed.append(marker)
        return marker

    def acknowledged(self):
        return [marker for marker in self.typed if self.client.is_saved(marker)]

    @property
    def was_cut_off(self):
        return self.client.connections > 1


def text_on(server):
    """What a member sees who has nothing yet."""
    reader = YrsClient(server.socket("plan"), server.writer)
    try:
        reader.wait_synced()
        return reader.text()
    finally:
        reader.close()


def health(server):
    """The status, and the word for what is wrong."""
    try:
        with urllib.request.urlopen(f"http://{server.host}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)["status"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["error"]["code"]


def is_whole(server):
    return '"ok":true' in run("bipartite-server", "verify", "--data", server.data, "--json", expect=None).stdout.replace(" ", "")


def type_and_lose_power(server, disk, numbers, seed):
    """Types until the power goes; returns what had been acknowledged by then. The server is dead, the disk torn."""
    chance = random.Random(seed)
    typist = Typist(server, numbers)
    try:
        rest = chance.randrange(1, 60)
        while len(typist.acknowledged()) < rest:
            typist.type()
            if chance.random() < 0.3:
                wait_for(lambda: typist.client.is_saved(typist.typed[-1]), "an edit is acknowledged")
        server.kill()
        return typist.acknowledged(), disk.order("cut", seed=seed)["unsynced"]
    finally:
        typist.client.close()


def test_what_was_acknowledged_survives_power_cuts(server, disk):
    numbers, known, torn = itertools.count(), [], 0
    for cut in range(CUTS):
        acknowledged, unsynced = type_and_lose_power(server, disk, numbers, SEED + cut)
        known, torn = known + acknowledged, torn + unsynced
        assert is_whole(server), f"the chain is broken after the cut of seed {SEED + cut}"
        server.start()
        text = text_on(server)
        lost = [marker for marker in known if text.count(marker) != 1]
        assert lost == [], f"lost or doubled by the cut of seed {SEED + cut}"
    print(f"{CUTS} power cuts with {torn} writes not synced, {len(known)} acknowledged edits, 0 lost")


def test_a_disk_that_only_says_it_has_synced_is_found_out(server, disk):
    """The test above can fail: here it must."""
    numbers = itertools.count()
    disk.order("set", sync_lies=True)
    for cut in range(10):
        acknowledged, _ = type_and_lose_power(server, disk, numbers, SEED + cut)
        if not is_whole(server):
            return
        server.start()
        text = text_on(server)
        if any(marker not in text for marker in acknowledged):
            return
    pytest.fail("ten power cuts on a disk that never syncs lost nothing: the faulty disk tears nothing")


def run_with_a_fault(server, disk, numbers, n):
    """One run of typing whose n-th call fails; returns what was acknowledged, and the call."""
    disk.order("set", fail_at=disk.order("look")["calls"] + n, failed=None)
    typist = None
    try:
        server.start()
        typist = Typist(server, numbers)
        for _ in range(150):
            marker = typist.type()
            wait_for(
                lambda: typist.client.is_saved(marker) or typist.was_cut_off or server.process.poll() is not None,
                "the edit is acknowledged, or the client is told that it is not")
            if not typist.client.is_saved(marker):
                break
        server.stop()
        return typist.acknowledged(), disk.order("look")["failed"]
    except AssertionError:
        # A server that could not even start has acknowledged nothing.
        failed = disk.order("look")["failed"]
        assert failed, server.log.read_text()[-2000:]
        return typist.acknowledged() if typist else [], failed
    finally:
        if typist:
            typist.client.close()
        server.kill()
        disk.order("set", fail_at=None)


def test_what_was_acknowledged_survives_the_failure_of_any_call(server, disk):
    numbers, known, calls = itertools.count(), [], []
    server.stop()
    before = disk.order("look")["calls"]
    known += run_with_a_fault(server, disk, numbers, 1 << 30)[0]
    needed = disk.order("look")["calls"] - before
    every = range(1, needed + 1) if FAULTS >= needed else [1 + needed * k // FAULTS for k in range(FAULTS)]
    for n in every:
        acknowledged, failed = run_with_a_fault(server, disk, numbers, n)
        known += acknowledged
        calls.append(failed)
        assert is_whole(server), f"the chain is broken after call {n} failed: {failed}"
    server.start()
    text = text_on(server)
    assert [marker for marker in known if text.count(marker) != 1] == []
    assert len([call for call in calls if call]) > len(calls) // 2, "most faults happened"
    print(f"{len(calls)} of {needed} calls failed, each in its own run; {len(known)} acknowledged edits, 0 lost")


def test_a_full_disk_is_told_and_passes(server, disk):
    typist = Typist(server, itertools.count(), size=2000)
    try:
        disk.order("fill", left=100_000)
        while not typist.was_cut_off:
            marker = typist.type()
            wait_for(lambda: typist.client.is_saved(marker) or typist.was_cut_off, "saved or told that it is not")
        assert not typist.client.is_saved(marker)
        assert "the disk is full" in server.log.read_text()
        assert scrape(server)[0]["bipartite_flush_failures_total"] >= 1
        disk.order("set", bytes_max=None)
        wait_for(lambda: typist.client.is_saved(marker), "what was typed on the full disk is saved once there is space")
        assert sorted(typist.acknowledged()) == sorted(typist.typed)
        assert text_on(server) == typist.client.text()
    finally:
        typist.client.close()
    assert server.stop() == 0
    assert is_whole(server)


def test_after_a_failed_sync_nothing_is_acknowledged_until_a_new_start(server, disk):
    typist = Typist(server, itertools.count())
    try:
        first = typist.type()
        wait_for(lambda: typist.client.is_saved(first), "the disk works")
        assert health(server) == (200, "ok")
        disk.order("set", sync_fails=True)
        second = typist.type()
        wait_for(lambda: typist.was_cut_off, "the member is told")
        disk.order("set", sync_fails=False)
        # The disk says that it works again, and nobody knows what it holds.
        assert "nothing more is saved until a new start" in server.log.read_text()
        assert scrape(server)[0]["bipartite_log_halted"] == 1
        assert health(server) == (503, "log_halted")
        tries = typist.client.connections
        wait_for(lambda: typist.client.connections >= tries + 2, "the client has tried again, twice")
        assert not typist.client.is_saved(second)
        server.kill()
        server.start()
        wait_for(lambda: typist.client.is_saved(second), "after a new start what was typed is saved")
        assert text_on(server) == first + second
    finally:
        typist.client.close()
    assert server.stop() == 0
    assert is_whole(server)


def test_what_is_moved_into_the_file_is_synced_while_the_rooms_write_and_a_failure_of_it_stops_them(server, disk):
    typist = Typist(server, itertools.count())
    try:
        disk.order("set", sync_fails="/log.sqlite")
        while not typist.was_cut_off:
            assert len(typist.typed) < 3000, "the file was never synced"
            late = [typist.type() for _ in range(50)][0]
            wait_for(lambda: typist.client.is_saved(late) or typist.was_cut_off, "saved or told that it is not")
        assert disk.order("look")["failed"].endswith("/log.sqlite")
        assert "nothing more is saved until a new start" in server.log.read_text()
        disk.order("set", sync_fails=False)
        server.kill()
        server.start()
        wait_for(lambda: typist.client.is_saved(typist.typed[-1]), "after a new start what was typed is saved")
        assert text_on(server) == "".join(typist.typed)
    finally:
        typist.client.close()
    assert server.stop() == 0
    assert is_whole(server)
