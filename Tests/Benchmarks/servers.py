"""The servers under load: Bipartite with a hundred committees, y-websocket of Debian, pycrdt-websocket."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAMS = ROOT / ".build-bench" / "release"
SAMPLE = ROOT / "docs" / "samples" / "sample-committee.json"
Y_WEBSOCKET = "/usr/share/nodejs/y-websocket/bin/server.js"
NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs"
ROOMS = 100


class Bipartite:
    """A release build on the embedded log: every update flushed (synchronous = FULL) before anybody hears of it."""

    name = "Bipartite"

    def __init__(self, folder):
        self.folder = folder
        self.template = folder / "committees"
        self.data = folder / "data"
        self.rooms = folder / "bipartite.rooms"
        sample = bare(json.loads(SAMPLE.read_text()))
        paths = []
        for number in range(ROOMS):
            committee = f"committee-{number + 1:03}"
            sample["factory"]["id"] = committee
            file = folder / "committee.json"
            file.write_text(json.dumps(sample))
            self.run("committee", "import", file, "--data", self.template, "--json")
            token = self.run("token", "--committee", committee, "--member", "w1", "--data", self.template, "--json")
            paths.append(f"/y/{committee}/plan?token={json.loads(token)['token']}")
        self.rooms.write_text("\n".join(paths) + "\n")

    @staticmethod
    def run(*words):
        words = [str(word) for word in (PROGRAMS / "bipartite-server", *words)]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(words)}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def start(self):
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.template, self.data)
        # The copy is on the disk before anything is measured: the first flushes would wait for it.
        os.sync()
        self.port = free_port()
        return start(
            [PROGRAMS / "bipartite-server", "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
             "--log-level", "warning"],
            self.port, self.folder / "bipartite.log")


def bare(committee):
    """The committee without its rows: the peers' documents are empty too."""
    members = committee["members"]
    for part in (committee, *(value for value in committee.values() if isinstance(value, dict))):
        for key, value in part.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                part[key] = []
    return {**committee, "members": members}


class Peer:
    """A server whose rooms are made by being named, and which keeps everything in memory."""

    def __init__(self, folder):
        self.folder = folder
        self.rooms = folder / "peer.rooms"
        self.rooms.write_text("".join(f"/room-{number + 1:03}\n" for number in range(ROOMS)))

    def start(self):
        self.port = free_port()
        return start(self.command(), self.port, self.folder / f"{self.name}.log",
                     {"HOST": "127.0.0.1", "PORT": str(self.port), "NODE_PATH": NODE_PATH})


class YWebSocket(Peer):
    name = "y-websocket"

    def command(self):
        return ["node", Y_WEBSOCKET]


class PycrdtWebSocket(Peer):
    name = "pycrdt-websocket"

    def command(self):
        return [sys.executable, HERE / "pycrdt_server.py"]


SERVERS = {"bipartite": Bipartite, "y-websocket": YWebSocket, "pycrdt-websocket": PycrdtWebSocket}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(words, port, log, env=None):
    """Starts a server and returns its process once it listens."""
    with log.open("ab") as output:
        process = subprocess.Popen([str(word) for word in words], stdout=output, stderr=output, env={**os.environ, **(env or {})})
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"{words[0]} ended at once:\n{log.read_text()[-1000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    sys.exit(f"{words[0]} does not listen on {port}")


def stop(process):
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def limits():
    """The limits Bipartite ran with, by name: the server itself says them."""
    limits = json.loads(Bipartite.run("serve", "--limits", "--json"))["limits"]
    return {name.removeprefix("limits."): value for name, value in limits.items()}


def work_folder():
    return tempfile.TemporaryDirectory(prefix="bipartite-bench-", dir=ROOT / ".build-bench")
