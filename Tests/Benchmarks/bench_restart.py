"""How long a start takes with many rooms on disk, what idle rooms cost, how long verify, backup and restore take.

scripts/bench restart [--rooms N] [--entries N] [--idle-rooms N] [--json]
"""

import argparse
import asyncio
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import pycrdt
import websockets
from fill_folder import fill

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER = ROOT / ".build-bench" / "release" / "bipartite-server"
SAMPLE = ROOT / "docs" / "samples" / "sample-committee.json"


class Serving:
    """The server on a folder; `seconds` is how long it took to say that it listens."""

    def __init__(self, folder):
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [SERVER, "serve", "--data", folder, "--listen", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.seconds = time.monotonic() - begin
        self.port = int(re.search(r"listening on http://127\.0\.0\.1:(\d+)", line).group(1))

    def stop(self, kill=False):
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait()

    def resident(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()).group(1)) / 1024

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100


async def open_room(port, room, token):
    """Seconds from the connection's begin to the whole document."""
    begin = time.monotonic()
    doc = pycrdt.Doc()
    url = f"ws://127.0.0.1:{port}/y/{room}/plan"
    async with websockets.connect(url, additional_headers={"Authorization": f"Bearer {token}"}, max_size=None) as socket:
        await socket.send(pycrdt.create_sync_message(doc))
        async for frame in socket:
            if frame[0] == 0:
                pycrdt.handle_sync_message(frame[1:], doc)
                if frame[1] == 1:
                    break
    assert " of the notes." in str(doc.get("notes", type=pycrdt.Text))
    return time.monotonic() - begin


def command(*words):
    begin = time.monotonic()
    done = subprocess.run([SERVER, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begin, done.stdout


def token(folder, room):
    return json.loads(command("token", "--committee", room, "--member", "w1", "--data", folder, "--json")[1])["token"]


def measure_restart(folder, rooms, runs):
    found = {"start_s": [], "first_room_s": [], "room_s": []}
    tokens = {room: token(folder, room) for room in {f"room-{n * max(1, rooms // 20):05}" for n in range(min(20, rooms))}}
    for run in range(runs):
        serving = Serving(folder)
        found["start_s"].append(serving.seconds)
        times = [asyncio.run(open_room(serving.port, room, tokens[room])) for room in sorted(tokens)]
        found["first_room_s"].append(times[0])
        found["room_s"] += times[1:]
        # Killed, so that the next start has a write-ahead log to go through.
        serving.stop(kill=run % 2 == 0)
    return {key: round(statistics.median(values), 4) for key, values in found.items() if values} | {
        "start_s_worst": round(max(found["start_s"]), 4)}


def measure_idle(folder, seconds):
    serving = Serving(folder)
    time.sleep(1)
    cpu = serving.cpu()
    time.sleep(seconds)
    found = {"resident_mib": round(serving.resident(), 1), "cpu_percent": round(100 * (serving.cpu() - cpu) / seconds, 2),
             "start_s": round(serving.seconds, 4)}
    serving.stop()
    return found


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rooms", type=int, default=1000)
    words.add_argument("--entries", type=int, default=1000, help="of each room")
    words.add_argument("--idle-rooms", type=int, default=10_000)
    words.add_argument("--runs", type=int, default=6)
    words.add_argument("--idle-seconds", type=float, default=10)
    words.add_argument("--json", action="store_true")
    given = words.parse_args()
    place = pathlib.Path(tempfile.mkdtemp(prefix="bipartite-restart-"))
    found = {}
    try:
        folder = place / "many"
        fill(folder, given.rooms, given.entries, SERVER, SAMPLE)
        size = sum(path.stat().st_size for path in folder.iterdir())
        found["folder"] = {"rooms": given.rooms, "entries": given.rooms * given.entries, "mib": round(size / 2**20)}
        found["restart"] = measure_restart(folder, given.rooms, given.runs)
        found["verify_s"] = round(command("verify", "--data", folder)[0], 2)
        found["backup_s"] = round(command("backup", "--data", folder, "--to", place / "copy")[0], 2)
        found["restore_s"] = round(command(
            "restore", "--from", place / "copy", "--data", place / "restored", "--case-key", folder / "case.key")[0], 2)
        for name in ("many", "copy", "restored"):
            shutil.rmtree(place / name)
        fill(place / "one", 1, given.rooms * given.entries // 5, SERVER, SAMPLE)
        found["one_long_room"] = measure_restart(place / "one", 1, 2)
        fill(place / "few", 1, 2, SERVER, SAMPLE)
        fill(place / "idle", given.idle_rooms, 2, SERVER, SAMPLE)
        found["idle_1_room"] = measure_idle(place / "few", given.idle_seconds)
        found[f"idle_{given.idle_rooms}_rooms"] = measure_idle(place / "idle", given.idle_seconds)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(json.dumps(found) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
