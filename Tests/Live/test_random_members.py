"""Two members at two screens press keys at random while lines are cut and the server is killed: all that was typed is there once,
everywhere, and undo takes back one's own alone.

A few dozen actions in scripts/test; `scripts/test --long members --count 1000` takes so many of each member."""

import os
import random

import pytest
from bad_line import BadLine
from bipartite import Member, wait_for

SEED = int(os.environ.get("BIPARTITE_FROM", "0"))
ACTIONS = int(os.environ.get("BIPARTITE_ACTIONS", "40"))
CUTS, KILLS = (20, 5) if ACTIONS >= 1000 else (2, 1)
# Where each member's letters begin: every letter typed is another one, so it can be counted whatever stands around it.
FIRST = {"w1": 0x4E00, "m2": 0x7000}
MOVES = ("Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown")


class Typist:
    """A member in the notes of the plan, with a line of their own."""

    def __init__(self, server, name, home, seed):
        self.name, self.chance, self.typed = name, random.Random(f"{seed} {name}"), []
        self.line = BadLine(server.port, seed, delay=0.005)
        self.member = Member(server, name, home)
        invitation = server.invite(name)
        self.line.invite = lambda _: invitation
        self.member.server = self.line
        self.member.join().open_screen(100, 30, "--documents", "--language", "en")
        self.member.sees("plan")
        self.member.keys("j", "n")
        self.member.sees("saved")
        self.member.keys("e")
        self.member.sees("leaves")

    def act(self):
        """Types one to three letters, moves, or takes something back and does it again."""
        kind = self.chance.random()
        if kind < 0.6:
            letters = [chr(FIRST[self.name] + len(self.typed) + number) for number in range(self.chance.randint(1, 3))]
            self.typed += letters
            self.member.type("".join(letters))
        elif kind < 0.65:
            self.member.keys("Enter")
        elif kind < 0.92 or not self.typed:
            self.member.keys(*self.chance.choices(MOVES, k=self.chance.randint(1, 4)))
        else:
            back = self.chance.randint(1, 3)
            self.member.keys(*["C-z"] * back, *["C-y"] * back)

    def close(self):
        self.member.close_screen()
        self.line.close()


@pytest.fixture
def typists(server, tmp_path):
    made = []
    for name in FIRST:
        made.append(Typist(server, name, tmp_path / name, SEED))
    yield made
    for typist in made:
        typist.close()


def test_random_keys_over_cut_lines_and_a_killed_server_lose_nothing(server, typists):
    chance = random.Random(SEED)
    worker, manager = typists
    cuts = set(chance.sample(range(1, ACTIONS), CUTS))
    kills = set(chance.sample(range(1, ACTIONS), KILLS))
    for number in range(ACTIONS):
        for typist in chance.sample(typists, 2):
            typist.act()
        if number in cuts:
            chance.choice(typists).line.cut()
        if number in kills:
            server.kill()
            server.start()
    for typist in typists:
        typist.member.sees("saved", 60)
    reader = Member(server, "w2", worker.member.env["HOME"] + "-reader").join()
    text = settled(reader, [worker.typed, manager.typed])
    assert worker.line.cuts + manager.line.cuts == CUTS

    # Back to the beginning, by one member alone.
    worker.member.keys(*["C-z"] * (ACTIONS * 2))
    worker.member.sees("Nothing of yours to undo here.", 60)
    worker.member.sees("saved", 60)
    wait_for(lambda: not set(worker.typed) & set(reader.text("plan/notes")), "the worker's letters are gone", 60)
    after = reader.text("plan/notes")
    kept = [letter for letter in text if letter in set(manager.typed)]
    assert [letter for letter in after if letter in set(manager.typed)] == kept

    # And forward again: all of it, once, and both screens hold what the server has.
    worker.member.keys(*["C-y"] * (ACTIONS * 2))
    worker.member.sees("Nothing of yours to redo here.", 60)
    text = settled(reader, [worker.typed, manager.typed])
    for typist in typists:
        typist.member.sees("saved", 60)
        typist.member.keys("Escape", "q")
        wait_for(lambda: not typist.member.screen().strip(), "the screen is closed", 20)
        assert typist.member.json("text", "show", "plan/notes", "--wait", "0")["text"] == text


def settled(reader, typed):
    """The text once every letter is in it; each stands there once."""
    letters = [letter for own in typed for letter in own]

    def whole():
        text = reader.text("plan/notes")
        return text if set(letters) <= set(text) else None

    text = wait_for(whole, f"every letter arrives (seed {SEED})", 60)
    assert [letter for letter in letters if text.count(letter) != 1] == []
    return text
