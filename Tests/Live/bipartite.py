"""Real processes for the live tests: the server, terminals under tmux, scripted commands, stock Yjs clients."""

import asyncio
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("BIPARTITE_PROGRAMS", ROOT / ".build" / "debug"))
SAMPLE = ROOT / "docs" / "samples" / "sample-committee.json"
COMMITTEE = "factory-invented-01"
# What unlocks the members' keys.
PIN = "482913"
NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs"


def wait_for(condition, what, seconds=20.0):
    """Polls until `condition()` is truthy and returns it; fails by name after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"did not happen within {seconds} s: {what}")
        time.sleep(0.01)


def run(*words, env=None, expect=0, timeout=60, input=None):
    """Runs a program of ours and returns its output; `expect` is its exit code, None for any."""
    words = [str(word) for word in words]
    words[0] = str(PROGRAMS / words[0])
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=timeout,
        env={**os.environ, "BIPARTITE_PIN": PIN, **(env or {})}, input=input
    )
    if expect is not None and done.returncode != expect:
        raise AssertionError(f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


class Server:
    """One `bipartite-server serve` on a folder; its port stays the same over restarts."""

    def __init__(self, data, port=0, options=()):
        self.data = pathlib.Path(data)
        # More words for `serve`.
        self.options = list(options)
        self.port = port
        self.log = self.data.parent / f"{self.data.name}.server.log"
        self.process = None

    def create(self):
        """Imports the sample committee into a fresh folder."""
        answer = run("bipartite-server", "committee", "import", SAMPLE, "--data", self.data, "--json")
        assert json.loads(answer.stdout)["committee"] == COMMITTEE
        return self

    def start(self):
        log = self.log.open("ab")
        begin = log.tell()
        self.process = subprocess.Popen(
            [PROGRAMS / "bipartite-server", "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
             *self.options],
            stdout=log, stderr=log,
        )

        def listening():
            if self.process.poll() is not None:
                raise AssertionError("the server ended at once:\n" + self.log.read_text()[-2000:])
            with self.log.open("rb") as text:
                text.seek(begin)
                found = re.search(rb"listening on https?://127\.0\.0\.1:(\d+)", text.read())
            return found and int(found.group(1))

        self.port = wait_for(listening, "the server listens")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, and waits for an orderly end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=20)
        return self.process.returncode if self.process else None

    @property
    def host(self):
        """As a terminal is told it."""
        scheme = "https://" if "--tls-cert" in self.options else ""
        return f"{scheme}127.0.0.1:{self.port}"

    def token(self, member):
        answer = run(
            "bipartite-server", "token", "--committee", COMMITTEE, "--member", member, "--data", self.data, "--json"
        )
        return json.loads(answer.stdout)["token"]

    def invite(self, member):
        answer = run(
            "bipartite-server", "invite", "--committee", COMMITTEE, "--member", member, "--data", self.data, "--json"
        )
        return json.loads(answer.stdout)["code"]

    def socket(self, document):
        return f"ws://{self.host}/y/{COMMITTEE}/{document}"


class Member:
    """A committee member with a folder of their own, acting through the `bipartite` program."""

    def __init__(self, server, member, home):
        self.server, self.member = server, member
        self.env = {"BIPARTITE_HOME": str(home), "NO_COLOR": "1", "HOME": str(home), "BIPARTITE_PIN": PIN}
        pathlib.Path(home).mkdir(parents=True, exist_ok=True)
        self.session = None

    def join(self, *options):
        run("bipartite", "join", f"{self.server.host}#{self.server.invite(self.member)}", *options, env=self.env)
        return self

    def __call__(self, *words, expect=0, timeout=60, input=None):
        return run("bipartite", *words, env=self.env, expect=expect, timeout=timeout, input=input)

    def json(self, *words, expect=0):
        return json.loads(self(*words, "--json", expect=expect).stdout)

    def text(self, target):
        return self.json("text", "show", target)["text"]

    # The screen, in a real terminal.

    def open_screen(self, width=100, height=30, *options):
        self.session = f"bipartite-{uuid.uuid4().hex[:8]}"
        environment = [word for key, value in self.env.items() for word in ("-e", f"{key}={value}")]
        subprocess.run(
            ["tmux", "-L", self.session, "-f", str(ROOT / "Tests" / "Live" / "tmux.conf"), "new-session", "-d", "-s", "main",
             "-x", str(width), "-y", str(height), *environment, str(PROGRAMS / "bipartite"), *(options or ("--documents",))],
            check=True, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"},
        )
        return self

    def keys(self, *keys):
        subprocess.run(["tmux", "-L", self.session, "send-keys", "-t", "main", *keys], check=True)

    def type(self, text):
        subprocess.run(["tmux", "-L", self.session, "send-keys", "-t", "main", "-l", text], check=True)

    def screen(self):
        shown = subprocess.run(
            ["tmux", "-L", self.session, "capture-pane", "-p", "-t", "main"], capture_output=True, text=True
        )
        return shown.stdout

    def sees(self, text, seconds=20.0):
        try:
            return wait_for(lambda: text in self.screen(), f"{self.member} sees {text!r}", seconds)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self.screen()}\n{self.last_words()}") from None

    def pane(self, what):
        """What tmux knows of the program: `pane_pid`, `pane_dead_status`, ..."""
        shown = subprocess.run(
            ["tmux", "-L", self.session, "list-panes", "-t", "main", "-F", f"#{{{what}}}"], capture_output=True, text=True)
        return shown.stdout.strip() or shown.stderr.strip()

    def last_words(self):
        """How the program stands, or how it ended, and all it has written above the screen, its errors too."""
        above = subprocess.run(
            ["tmux", "-L", self.session, "capture-pane", "-p", "-S", "-200", "-t", "main"], capture_output=True, text=True)
        words = [f"written so far: {above.stdout.strip()!r} {above.stderr.strip()}"]
        if self.pane("pane_dead") == "1":
            return "\n".join(
                [f"the program ended: exit {self.pane('pane_dead_status')!r}, signal {self.pane('pane_dead_signal')!r}", *words])
        process = self.pane("pane_pid")
        for thread in sorted(pathlib.Path("/proc").glob(f"{process}/task/*")):
            try:
                state = (thread / "stat").read_text().rsplit(")", 1)[1].split()[0]
                place = (thread / "wchan").read_text()
                words.append(f"thread {thread.name} {(thread / 'comm').read_text().strip()}: {state} in {place}")
            except OSError as gone:
                words.append(f"thread {thread.name}: {gone}")
        return "\n".join([f"the program runs as {process}", *words])

    def close_screen(self):
        if self.session:
            subprocess.run(["tmux", "-L", self.session, "kill-server"], capture_output=True)
            self.session = None


class NodeClient:
    """Debian's y-websocket under node, driven line by line: see `yws-client.cjs`."""

    def __init__(self, server, document, token):
        self.process = subprocess.Popen(
            ["node", str(ROOT / "Tests" / "Live" / "yws-client.cjs"), f"ws://{server.host}/y/{COMMITTEE}", document, token],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env={**os.environ, "NODE_PATH": NODE_PATH},
        )

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the stock client ended"
        return json.loads(line)

    def text(self):
        return self.ask(do="text")["text"]

    def insert(self, at, text):
        return self.ask(do="insert", at=at, text=text)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def copy_folder(source, target):
    shutil.copytree(source, target, dirs_exist_ok=False)


async def until(condition, what, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"did not happen within {seconds} s: {what}")
        await asyncio.sleep(0.02)
