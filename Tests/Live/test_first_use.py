"""Somebody who sees only the screen: joins with a code, rates a point, edits an item, adds a translation, signs. Every key but the
words and numbers they type stands in the bottom line at the moment it is pressed; keys are counted.

BIPARTITE_PICTURES=FOLDER keeps the screens it passes, for scripts/terminal-picture."""

import os
import pathlib
import subprocess

from bipartite import PIN, wait_for

PICTURES = os.environ.get("BIPARTITE_PICTURES")


class Newcomer:
    """Presses what the bottom line offers, and nothing else."""

    def __init__(self, member):
        self.member, self.keys = member, 0

    def press(self, key, does, times=1):
        """The key by the name tmux has for it; `does` is what the bottom line says it does. A key that does nothing fails."""
        shown = {"Escape": "Esc"}.get(key, key)
        wanted = f"{does}" if shown in does else f"{shown} {does}"
        wait_for(lambda: wanted in self.hints(), f"the bottom line offers {wanted!r}: {self.member.screen()}", 20)
        before = self.member.screen()
        self.member.keys(*[key] * times)
        self.keys += times
        wait_for(lambda: self.member.screen() != before, f"{wanted!r} does something: {before}", 20)

    def type(self, text):
        self.member.type(text)
        self.keys += len(text)

    def hints(self):
        lines = self.member.screen().rstrip("\n").splitlines()
        return lines[-1] if lines else ""

    def sees(self, text):
        self.member.sees(text)

    def picture(self, name):
        if not PICTURES:
            return
        shown = subprocess.run(
            ["tmux", "-L", self.member.session, "capture-pane", "-e", "-p", "-t", "main"], capture_output=True, check=True)
        pathlib.Path(PICTURES, f"{name}.txt").write_bytes(shown.stdout)


def test_a_newcomer_does_everything_by_the_bottom_line(member):
    # The code from the slip, in one command.
    worker = member("w1")
    new = Newcomer(worker.open_screen(120, 36, "--language", "en"))
    done = {}

    def finished(what):
        done[what], new.keys = new.keys, 0

    new.sees("First time here")
    new.press("Escape", "skips the tour")
    new.sees("Waits for you")
    new.sees("saved")
    new.picture("1-home")
    new.press("Escape", "rows")
    new.press("Enter", "rows")
    new.press("/", "find")
    new.type("d17")
    new.member.keys("Enter")
    new.keys += 1
    new.press("r", "rate")
    new.sees("Ratings of d17")
    new.press("j", "j k choose")
    new.picture("2-rate")
    new.press("Enter", "sets")
    new.sees("Sent to be recorded.")
    finished("rate a point")

    new.press("Escape", "back")
    new.press("j", "j k choose")
    new.press("Enter", "rows")
    new.press("/", "find")
    new.type("p02")
    new.member.keys("Enter")
    new.keys += 1
    new.press("Enter", "opens")
    new.press("/", "find")
    new.type("corrective")
    new.member.keys("Enter")
    new.keys += 1
    new.press("e", "edit")
    new.sees("Esc leaves")
    new.type(" Both shifts.")
    new.sees("Both shifts.")
    new.picture("3-edit")
    new.press("Escape", "leaves")
    finished("edit an item")

    new.press("t", "translate")
    new.sees("Translate:")
    new.press("Enter", "sets")
    new.sees("Esc leaves")
    new.type("夜班也要演习。")
    new.sees("夜班也要演习。")
    new.press("Escape", "leaves")
    finished("add a translation")

    new.press("s", "sign")
    new.sees("Sign for the worker side")
    new.picture("4-sign")
    for _ in range(40):
        if " more: j" not in worker.screen():
            break
        new.press("j", "j k scroll", times=4)
    new.press("Enter", "go on to sign")
    new.sees("Your PIN:")
    new.type(PIN)
    new.press("Enter", "sets")
    new.press("y", "sign")
    new.sees("Signed.")
    finished("sign")

    worker.sees("saved")
    other = member("w2")
    row = other.json("plan", "show", "p02")
    assert "Both shifts." in str(row) and "夜班也要演习。" in str(row)
    assert other.json("diagnosis", "show", "d17") is not None
    states = {item["ref"]: item["state"] for item in other.json("signoff", "status")["items"]}
    assert states["p02"] == "partial"
    print("\nkeys, the words typed included:", ", ".join(f"{what} {keys}" for what, keys in done.items()))
