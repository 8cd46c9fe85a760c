"""The terminal client in a real pty: from a key to its letter on the screen, bytes a key, bytes of somebody else's
edit, from a start without a server to the first screen, and from the PIN typed to it, memory.

scripts/bench terminal [--items N] [--characters N] [--keys N] [--json]
"""

import argparse
import copy
import fcntl
import json
import os
import pathlib
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Live"))
os.environ.setdefault("BIPARTITE_PROGRAMS", str(ROOT / ".build-bench" / "release"))
import bipartite  # noqa: E402


class Screen:
    """The program in a pty of its own; `read` yields what it wrote."""

    def __init__(self, member, width=120, height=40, **env):
        self.began = time.monotonic()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.environ.update({**member.env, **env}, TERM="xterm-256color", LANG="C.UTF-8")
            program = str(bipartite.PROGRAMS / "bipartite")
            os.execv(program, [program, "--language", "en"])
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read(self, quiet):
        """All there is until nothing comes for `quiet` seconds, and when the first of it came."""
        parts, first = [], None
        while select.select([self.file], [], [], quiet)[0]:
            parts.append(os.read(self.file, 1 << 16))
            first = first or time.monotonic()
        return b"".join(parts), first

    def until(self, words, seconds=20):
        seen = b""
        while words not in seen:
            if not select.select([self.file], [], [], seconds)[0]:
                raise AssertionError(f"{words!r} did not come; {seen[-2000:]!r}")
            seen += os.read(self.file, 1 << 16)
        return time.monotonic()

    def press(self, key):
        os.write(self.file, key)
        return self.read(0.15)

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def end(self):
        os.kill(self.pid, 15)
        os.waitpid(self.pid, 0)
        os.close(self.file)


def committee(folder, items):
    """The sample committee with so many items in its plan."""
    room = json.loads(bipartite.SAMPLE.read_text())
    plan = room["plan"]["items"]
    plain = copy.deepcopy(plan[1])
    plain["links"] = []
    for number in range(len(plan) + 1, items + 1):
        plan.append(dict(copy.deepcopy(plain), id=f"p{number:02}"))
    file = folder / "committee.json"
    file.write_text(json.dumps(room, ensure_ascii=False))
    return file


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def typing(screen, keys):
    """Milliseconds from each key to its letter, and all bytes it made the program write, "saved" included."""
    times, sizes = [], []
    for number in range(keys):
        letter = b" " if number % 7 == 6 else bytes([97 + number % 26])
        begin = time.monotonic()
        os.write(screen.file, letter)
        written, first = screen.read(0.04)
        times.append(((first or time.monotonic()) - begin) * 1000)
        sizes.append(len(written))
    return times, sizes


def measure(options):
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bipartite.SAMPLE = committee(folder, options.items)
        server = bipartite.Server(folder / "data").create().start()
        try:
            worker = bipartite.Member(server, "w1", folder / "w1").join()
            manager = bipartite.Member(server, "m2", folder / "m2").join()
            paragraph = "What happened in the night shift, sentence by sentence. " * 10 + "\n"
            text = paragraph * (options.characters // len(paragraph) + 1)
            for begin in range(0, len(text), 40_000):
                worker("text", "insert", "plan/p01/issue", text[begin:begin + 40_000])
            for tour in folder.rglob("tour-due"):
                tour.unlink()
            screen = Screen(worker)
            screen.until(b"Waits for you")
            for key in (b"\x1b", b"j", b"\r", b"\r", b"e"):
                screen.press(key)
            for place, lines in (("end", 0), ("middle", 12)):
                for _ in range(lines):
                    screen.press(b"\x1b[A")
                times, sizes = typing(screen, options.keys)
                figures[f"{place}_key_ms_p50"] = statistics.median(times)
                figures[f"{place}_key_ms_p99"] = quantile(times, 0.99)
                figures[f"{place}_key_bytes_mean"] = statistics.mean(sizes)
                figures[f"{place}_key_bytes_p50"] = statistics.median(sizes)
                figures[f"{place}_key_bytes_p95"] = quantile(sizes, 0.95)
                figures[f"{place}_key_bytes_p99"] = quantile(sizes, 0.99)
            sizes = []
            for _ in range(10):
                screen.read(0.2)
                manager("text", "insert", "plan/p01/issue", "x")
                sizes.append(len(screen.read(0.3)[0]))
            figures["remote_edit_bytes_median"] = statistics.median(sizes)
            figures["open_text_kib"] = screen.resident_kib()
            screen.end()
            server.stop()
            starts, typed = [], []
            for _ in range(15):
                screen = Screen(worker)
                starts.append((screen.until(b"Waits for you") - screen.began) * 1000)
                figures["home_kib"] = screen.resident_kib()
                screen.end()
                screen = Screen(worker, BIPARTITE_PIN="")
                screen.until(b"PIN of")
                begin = time.monotonic()
                os.write(screen.file, bipartite.PIN.encode() + b"\r")
                typed.append((screen.until(b"Waits for you") - begin) * 1000)
                screen.end()
            figures["start_offline_ms_median"] = statistics.median(starts)
            figures["pin_to_home_ms_median"] = statistics.median(typed)
        finally:
            server.stop()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--characters", type=int, default=50_000)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name}: {figure:.2f}")


if __name__ == "__main__":
    main()
