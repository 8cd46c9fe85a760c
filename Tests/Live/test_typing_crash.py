"""The client dies while somebody types: what stood on the screen for a second is there again.

A few rounds in scripts/test; `scripts/test --long typing --count 100` takes more."""

import os
import random
import signal
import subprocess
import time

ROUNDS = int(os.environ.get("BIPARTITE_CYCLES", "3"))
SEED = int(os.environ.get("BIPARTITE_FROM", "0"))


def pane_process(member):
    shown = subprocess.run(
        ["tmux", "-L", member.session, "list-panes", "-t", "main", "-F", "#{pane_pid}"],
        capture_output=True, text=True, check=True)
    return int(shown.stdout.split()[0])


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
        os.kill(pane_process(worker), signal.SIGKILL)
        died = time.monotonic()
        worker.close_screen()
        text = worker.json("text", "show", "plan/notes", "--wait", "0")["text"]
        lost = [word for when, word in shown if died - when > 1 and word not in text]
        assert not lost, f"round {number}: {lost} of {len(shown)}"
    server.start()
    assert worker.json("status")["unsaved"] == 0
