"""The room line by line, in a real pty: no cursor is moved, and what others do is said."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import bipartite


class Talk:
    def __init__(self, member, *options, terminal="dumb"):
        self.heard = ""
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.environ.update(member.env, LANG="C.UTF-8", TERM=terminal)
            program = str(bipartite.PROGRAMS / "bipartite")
            os.execv(program, [program, "open", "--linear", "--language", "en", *options])
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def hears(self, words, seconds=20):
        end = time.monotonic() + seconds
        while words not in self.heard:
            left = end - time.monotonic()
            assert left > 0 and select.select([self.file], [], [], left)[0], f"{words!r} in {self.heard!r}"
            self.heard += os.read(self.file, 1 << 16).decode()
        return self

    def says(self, line):
        self.heard = ""
        os.write(self.file, (line + "\n").encode())
        return self

    def ends(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self.file)
        return os.waitstatus_to_exitcode(status)


def test_a_member_reads_writes_and_hears_the_others_without_a_cursor(member):
    worker, manager = member("w1"), member("m2")
    talk = Talk(worker)
    everything = talk.hears("2. plan").heard
    talk.says("2").hears("1. Notes").hears("plan> ")
    talk.says("1").hears("(nothing written yet)")
    talk.says("= Drill on Monday").hears("Drill on Monday").hears("saved")
    everything += talk.heard
    assert manager.text("plan/notes") == "Drill on Monday"
    manager("text", "insert", "plan/notes", ", night shift too")
    talk.hears("plan, Notes is now: Drill on Monday, night shift too")
    everything += talk.heard
    talk.says("q")
    assert talk.ends() == 0
    # Not one control sequence: nothing but lines.
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", everything), everything


def test_a_locked_conversation_shows_neither_what_was_said_nor_the_pin(member):
    talk = Talk(member("w1"), terminal="xterm").hears("2. plan").hears("> ")
    talk.says("lock").hears("\x1b[3J").hears("Your PIN: ")
    talk.says("482914").hears("tries left: 4").hears("Your PIN: ")
    talk.says("482913").hears("2. plan").hears("> ")
    assert "48291" not in talk.heard
    talk.says("s").hears("s\r\n").hears("saved")
    talk.says("lock").hears("Your PIN: ")
    # Ctrl-C ends it, and the terminal shows again what is typed.
    os.write(talk.file, b"\x03")
    pid, status = os.waitpid(talk.pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGINT
    assert termios.tcgetattr(talk.file)[3] & termios.ECHO
    os.close(talk.file)
