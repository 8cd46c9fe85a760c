"""Stock and own clients over a line that delays, tears, reorders and cuts: what is typed arrives once, everywhere."""

import itertools
import os
import random

import pytest
from bad_line import BadLine
from bipartite import COMMITTEE, Member, NodeClient, wait_for
from yrs_client import YrsClient

SEED = int(os.environ.get("BIPARTITE_FROM", "0"))
EDITS, CUTS = 60, 10


@pytest.fixture
def line(server):
    line = BadLine(server.port, SEED)
    yield line
    line.close()


def test_a_line_that_delays_tears_and_cuts_loses_and_doubles_nothing(server, line, tmp_path):
    chance, numbers, typed = random.Random(SEED), itertools.count(), []
    url = f"ws://{line.host}/y/{COMMITTEE}/plan"
    yrs = [YrsClient(url, server.token(name)) for name in ("w2", "m4")]
    node = NodeClient(line, "plan", server.token("m2"))
    worker = Member(server, "w1", tmp_path / "home")
    try:
        worker.server = line
        invitation = server.invite("w1")
        line.invite = lambda _: invitation
        worker.join()
        for client in yrs:
            client.wait_synced(60)
        line.cut_chance = 0.02
        while len(typed) < EDITS or line.cuts < CUTS:
            marker = f"<{next(numbers)}>"
            typed.append(marker)
            chance.choice([*yrs, node]).insert(chance.choice([0, -1]), marker)
            if len(typed) % 3 == 0:
                wait_for(lambda: all(marker in client.text() for client in yrs), f"{marker} arrives", 60)
            if len(typed) % 15 == 0:
                marker = f"<{next(numbers)}>"
                # What it could not deliver waits on its disk.
                worker("text", "insert", "plan/notes", "--at", "0", marker, "--wait", "2", expect=None)
                typed.append(marker)
        line.cut_chance = 0
        worker("text", "insert", "plan/notes", "--at", "0", "<end>", "--wait", "30", timeout=90)

        def is_agreed():
            texts = [client.text() for client in yrs] + [node.text()]
            return len(set(texts)) == 1 and all(texts[0].count(marker) == 1 for marker in [*typed, "<end>"])

        wait_for(is_agreed, f"all agree after {line.cuts} cuts (seed {SEED})", 60)
        # The acknowledgement has crossed the line too.
        wait_for(lambda: all(client.is_saved(marker) for client in yrs for marker in typed), "all is told to be saved", 60)
        assert worker.text("plan/notes") == yrs[0].text()
    finally:
        node.close()
        for client in yrs:
            client.close()
    assert server.stop() == 0


def test_a_line_that_ends_right_behind_the_handshake_is_tried_again(server, line, tmp_path):
    worker = Member(server, "w1", tmp_path / "home")
    worker.server = line
    invitation = server.invite("w1")
    line.invite = lambda _: invitation
    worker.join()
    line.delay, line.sizes, line.upgrades_to_end = 0, [1 << 16], 3
    worker("text", "insert", "plan/notes", "--at", "0", "<here>", "--wait", "20")
    assert line.upgrades_to_end == 0
    assert worker.text("plan/notes") == "<here>"
