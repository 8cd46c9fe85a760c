"""Fills a data folder with rooms, as `Protocol/log.md` describes it and without a line of the server's code.

Every room holds the same edits of the plan's notes, one entry each, with a checkpoint after every 500 as the server
writes them; salts, commitments and hashes are its own. `bipartite-server verify` must find it whole.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import time

import pycrdt

CHECKPOINT_UPDATES = 500
DAY = "2026-01-05"


def payloads(count):
    """(kind, payload) of a room's entries: a binding, then edits and checkpoints."""
    doc, updates = pycrdt.Doc(client_id=4242), []
    notes = doc.get("notes", type=pycrdt.Text)
    subscription = doc.observe(lambda event: updates.append(event.update))
    entries = [(5, json.dumps({"member": "w1", "clients": ["4242"]}).encode())]
    number = 0
    while len(entries) < count:
        if number % 1000 == 999:
            # A text of people's size, however long its history.
            del notes[:]
        notes.insert(len(notes), f"line {number} of the notes. ")
        entries += [(1, update) for update in updates[:count - len(entries)]]
        updates.clear()
        number += 1
        if number % CHECKPOINT_UPDATES == 0 and len(entries) < count:
            entries.append((3, doc.get_update()))
    del subscription
    return entries


def fill(folder, rooms, entries, server, sample):
    """Makes the folder: the sample committee, for the tables and the key, and `rooms` rooms beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([server, "committee", "import", sample, "--data", folder], check=True, capture_output=True)
    content = payloads(entries)
    log = sqlite3.connect(folder / "log.sqlite", isolation_level=None)
    log.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -200000; BEGIN")
    first = log.execute("SELECT MAX(number) + 1 FROM headers").fetchone()[0]
    names = {number + 1000: f"room-{number:05}" for number in range(rooms)}
    previous = {place: bytes(32) for place in names}
    for position, (kind, payload) in enumerate(content, 1):
        headers, bodies = [], []
        salts = os.urandom(32 * rooms)
        # The rooms take turns, as their members do.
        for index, (place, room) in enumerate(names.items()):
            number = first + (position - 1) * rooms + index
            before = number - rooms if position > 1 else 0
            salt = salts[32 * index:32 * index + 32]
            commitment = hashlib.sha256(salt + payload).digest()
            role = "" if kind == 3 else "worker"
            text = (f"bipartite-log-v1\n{room}\ncommittee\n{position}\n{kind}\nplan\n1\n{role}\n{DAY}\n"
                    f"{previous[place].hex()}\n{commitment.hex()}")
            digest = hashlib.sha256(text.encode()).digest()
            headers.append((number, place, position, "committee", position, kind, "plan", 1, role, DAY,
                            previous[place], commitment, digest, before, before))
            bodies.append((number, salt, payload))
            previous[place] = digest
        log.executemany(f"INSERT INTO headers VALUES ({', '.join('?' * 15)})", headers)
        log.executemany("INSERT INTO payloads (number, salt, payload) VALUES (?, ?, ?)", bodies)
    # Their next clock is known, as that of every room is in which a server has looked once.
    tomorrow = int(time.time()) + 86_400
    for index, (place, room) in enumerate(names.items()):
        last = first + (len(content) - 1) * rooms + index
        log.execute("INSERT INTO rooms (number, id, end, wakes_at) VALUES (?, ?, ?, ?)", (place, room, len(content), tomorrow))
        log.execute("INSERT INTO chains VALUES (?, 'committee', ?, ?, ?)", (place, len(content), previous[place], last))
        log.execute("INSERT INTO documents VALUES (?, 'plan', ?)", (place, last))
    log.execute("UPDATE written SET last = ?1, ends = ?1", (last,))
    log.execute("COMMIT")
    log.execute("PRAGMA journal_mode = WAL")
    log.close()
    accounts = sqlite3.connect(folder / "accounts.sqlite")
    for number in range(rooms):
        accounts.execute("INSERT INTO members VALUES (?, 'w1', 'Somebody', 'worker', 0)", (f"room-{number:05}",))
    accounts.commit()
    accounts.close()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=pathlib.Path)
    words.add_argument("--rooms", type=int, default=1000)
    words.add_argument("--entries", type=int, default=1000, help="of each room")
    words.add_argument("--server", default=".build-bench/release/bipartite-server")
    words.add_argument("--sample", default="docs/samples/sample-committee.json")
    given = words.parse_args()
    fill(given.folder, given.rooms, given.entries, given.server, given.sample)


if __name__ == "__main__":
    main()
