"""Two terminal emulators that a program draws into: tmux, and pyte, which has another idea of many widths."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
import uuid

import pyte

LANGUAGE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


class Tmux:
    def __init__(self, width, height, words):
        self.session = f"emulator-{uuid.uuid4().hex[:8]}"
        subprocess.run(
            ["tmux", "-L", self.session, "-f", "/dev/null", "new-session", "-d", "-s", "main", "-x", str(width), "-y", str(height),
             *words],
            check=True, env={**os.environ, **LANGUAGE},
        )

    def rows(self):
        shown = subprocess.run(["tmux", "-L", self.session, "capture-pane", "-p", "-t", "main"], capture_output=True, text=True)
        return shown.stdout.split("\n")[:-1]

    def cursor(self):
        """Column and row; None while it is hidden."""
        form = "#{cursor_flag} #{cursor_x} #{cursor_y}"
        shown = subprocess.run(["tmux", "-L", self.session, "display", "-p", "-t", "main", form], capture_output=True, text=True)
        is_shown, x, y = map(int, shown.stdout.split())
        return (x, y) if is_shown else None

    def key(self):
        subprocess.run(["tmux", "-L", self.session, "send-keys", "-t", "main", "x"], check=True)

    def close(self):
        subprocess.run(["tmux", "-L", self.session, "kill-server"], capture_output=True)


class Pyte:
    def __init__(self, width, height, words):
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.ByteStream(self.screen)
        self.lock = threading.Lock()
        size = struct.pack("HHHH", height, width, 0, 0)
        self.process, self.file = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execve(words[0], words, {**os.environ, **LANGUAGE})
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while True:
            try:
                written = os.read(self.file, 1 << 16)
            except OSError:  # the program has ended
                return
            with self.lock:
                self.stream.feed(written)

    def rows(self):
        with self.lock:
            cells = self.screen.buffer
            # `display` fails where half of a wide letter was written over.
            return ["".join(cells[y][x].data for x in range(self.screen.columns)).rstrip() for y in range(self.screen.lines)]

    def cursor(self):
        with self.lock:
            cursor = self.screen.cursor
            return None if cursor.hidden else (cursor.x, cursor.y)

    def key(self):
        os.write(self.file, b"x")

    def close(self):
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        self.reader.join()
        os.close(self.file)
