"""The client dies while somebody types: what stood on the screen for a second is there again.

A few rounds in scripts/test; `scripts/test --long typing --count 100` takes more."""

import os
import random
import signal
import time

import pytest

ROUNDS = int(os.environ.get("BIPARTITE_CYCLES", "3"))
SEED = int(os.environ.get("BIPARTITE_FROM", "0"))


def test_what_stood_on_the_screen_for_a_second_survives_the_death_of_the_client(server, member):
    worker = member("w1")
    worker.text("plan/notes")
    server.stop()
    for number in range(SEED, SEED + ROUNDS):
        chance = random.Random(number)
        worker.open_screen(100, 30)
        worker.sees("offline")
        worker.keys("j", "n", "e")
        shown = []
        end = time.monotonic() + chance.uniform(1.2, 3)
        while time.monotonic() < end:
            word = f"w{number}x{len(shown)}"
            worker.type(word + " ")
            worker.sees(word)
            shown.append((time.monotonic(), word))
            time.sleep(chance.uniform(0, 0.05))
        os.kill(int(worker.pane("pane_pid")), signal.SIGKILL)
        died = time.monotonic()
        worker.close_screen()
        text = worker.json("text", "show", "plan/notes", "--wait", "0")["text"]
        lost = [word for when, word in shown if died - when > 1 and word not in text]
        assert not lost, f"round {number}: {lost} of {len(shown)}"
    server.start()
    assert worker.json("status")["unsaved"] == 0


def test_a_screen_that_stays_blank_says_how_its_program_stands(member):
    worker = member("w1").open_screen(60, 12, "open", "--member", "nobody")
    with pytest.raises(AssertionError) as failure:
        worker.sees("Waits for you", 3)
    assert "the program ended: exit '" in str(failure.value) and "No membership here fits" in str(failure.value)
    worker.close_screen()
    worker.open_screen(60, 12).sees("saved")
    with pytest.raises(AssertionError) as failure:
        worker.sees("words that never come", 0.2)
    assert "the program runs as" in str(failure.value) and ": S in " in str(failure.value)
