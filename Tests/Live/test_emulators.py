"""Every screen the project keeps as a text, drawn into real emulators one over the other, as the program draws them."""

import random
import unicodedata

import pytest
from bipartite import PROGRAMS, ROOT, wait_for
from emulators import Pyte, Tmux

SCREENS = ROOT / "Tests" / "TerminalAppTests" / "Screens"
# Kinds of characters that stand on another one, or steer and show nothing.
MARKS = ("Mn", "Mc", "Me", "Cf")


def expected(file):
    """The rows of a screen as it is kept, and where its cursor stands."""
    lines = file.read_text().split("\n")
    rule = next(number for number, line in enumerate(lines) if line and not line.strip("="))
    place = lines[2 * rule + 1].removeprefix("cursor ").split(",")
    return lines[:rule], tuple(map(int, place)) if len(place) == 2 else None


def is_agreed(row):
    """Whether every terminal counts the cells of this row alike: no marks, no signs that may be wide or not."""
    return all(
        unicodedata.category(letter) not in (*MARKS, "So") and unicodedata.east_asian_width(letter) != "A"
        or 0x2500 <= ord(letter) < 0x2580 or letter in "·…“”‘’–—✓×°±"
        for letter in row)


def letters(row):
    """A row without blanks and without marks: pyte lets go of every mark that makes no letter of its own."""
    return "".join(letter for letter in row if letter != " " and unicodedata.category(letter) not in MARKS)


def differences(emulator, file):
    """Where an emulator does not show what is kept. Where it counts a cluster as more or fewer cells, the blanks
    around that cluster may be others; its letters, and the rows beside it, may not."""
    rows, cursor = expected(file)
    shown = emulator.rows()
    if len(shown) != len(rows):
        return [f"{len(shown)} rows for {len(rows)}"]
    found = [
        f"row {number}: {got!r} for {row!r}"
        for number, (row, got) in enumerate(zip(rows, shown))
        if got != row and (is_agreed(row) or letters(got) != letters(row))
    ]
    if emulator.cursor() != cursor:
        found.append(f"cursor at {emulator.cursor()} for {cursor}")
    return found


@pytest.mark.parametrize("size", ["80x24", "120x40"])
@pytest.mark.parametrize("kind", [Tmux, Pyte])
def test_every_screen_stands_in_the_emulator_as_it_is_kept(kind, size):
    files = sorted(SCREENS.glob(f"*/*-{size}.txt"))
    assert len(files) > 100
    # In an order of chance: each is drawn over one that has little in common with it.
    random.Random(size).shuffle(files)
    width, height = map(int, size.split("x"))
    emulator = kind(width, height, [str(PROGRAMS / "bipartite-bench"), "screens", *map(str, files)])
    try:
        for file in files:
            try:
                wait_for(lambda: differences(emulator, file) == [], f"{kind.__name__} shows {file.relative_to(SCREENS)}", 10)
            except AssertionError as failure:
                raise AssertionError("\n".join([str(failure), *differences(emulator, file)])) from None
            emulator.key()
    finally:
        emulator.close()
