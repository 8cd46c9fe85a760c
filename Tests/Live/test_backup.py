"""A backup taken under load, restored elsewhere: the chain is whole, clients converge, nothing typed vanishes."""

import contextlib
import hashlib
import itertools
import json
import sqlite3
import subprocess
import tarfile
import threading

import pytest
from bipartite import COMMITTEE, PROGRAMS, Server, run, wait_for
from yrs_client import YrsClient


class Load(threading.Thread):
    """A stock client that types on and on; `saved` are the marks the server has acknowledged."""

    def __init__(self, server, member, letter):
        super().__init__(daemon=True)
        self.client = YrsClient(server.socket("plan"), server.token(member))
        self.letter, self.typed, self.stopping = letter, [], threading.Event()

    def run(self):
        self.client.wait_synced()
        for number in itertools.count():
            # As fast as several people with practice; faster, and a program on a busy machine never has read it all.
            if self.stopping.wait(0.02):
                return
            mark = f"<{self.letter}{number}>"
            self.typed.append(mark)
            self.client.insert(-1, mark)

    def saved(self):
        return [mark for mark in self.typed if self.client.is_saved(mark)]

    def stop(self):
        self.stopping.set()
        self.join(timeout=10)


def backup(server, target, **more):
    return run("bipartite-server", "backup", "--data", server.data, "--to", target, "--json", **more)


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_under_load_comes_back_and_nothing_typed_vanishes(server, member, tmp_path, name):
    worker, manager = member("w1"), member("m1")
    worker("text", "insert", "plan/notes", "--at", "0", "before the backup. ")
    manager("status")
    loads = [Load(server, "w2", "a"), Load(server, "m4", "b")]
    for load in loads:
        load.start()
    wait_for(lambda: all(len(load.saved()) > 50 for load in loads), "the load is on")
    before = [mark for load in loads for mark in load.saved()]
    taken = json.loads(backup(server, tmp_path / name).stdout)
    assert taken["ok"] and taken["entries"] > 100 and [c["committee"] for c in taken["committees"]] == [COMMITTEE]
    wait_for(lambda: sum(len(load.saved()) for load in loads) > len(before) + 50, "the server went on")

    manager("text", "insert", "plan/notes", "--at", "0", "saved after the backup. ")
    worker("status")
    for load in loads:
        load.stop()
        wait_for(lambda: len(load.saved()) == len(load.typed), "all is saved")
        load.client.close()
    port = server.port
    assert server.stop() == 0
    worker("text", "insert", "plan/notes", "--at", "0", "unsent by the worker. ", "--wait", "1", expect=75)

    elsewhere = tmp_path / "elsewhere"
    restored = json.loads(run("bipartite-server", "restore", "--from", tmp_path / name, "--case-key", server.data / "case.key", "--data", elsewhere, "--json").stdout)
    assert restored["entries"] == taken["entries"] and restored["epochs"] > 4
    assert json.loads(run("bipartite-server", "verify", "--data", elsewhere, "--json").stdout)["ok"]
    again = Server(elsewhere, port).start()
    try:
        plan = next(d for d in worker.json("status")["documents"] if d["name"] == "plan")
        assert plan["epoch"] >= 2
        manager("status")
        wait_for(lambda: worker.text("plan/notes") == manager.text("plan/notes"), "both sides converge")
        text = worker.text("plan/notes")
        lost = [mark for mark in ["before the backup.", *before, "unsent by the worker."] if text.count(mark) != 1]
        assert lost == []
        # What the backup had not is written again, or its author and readers find it kept.
        kept = text + str(manager.json("status")["quarantine"]) + str(worker.json("status")["quarantine"])
        assert "saved after the backup." in kept
        # Tokens of before the restore are void; a new one works.
        stranger = YrsClient(again.socket("plan"), loads[0].client.token)
        wait_for(lambda: stranger.refused == 401, "an old token is refused")
        stranger.close()
        fresh = YrsClient(again.socket("plan"), again.token("w2"))
        fresh.wait_synced()
        fresh.close()
    finally:
        again.stop()


def test_a_restore_overwrites_nothing_and_takes_nothing_damaged(server, member, tmp_path):
    member("w1")("text", "insert", "plan/notes", "--at", "0", "one line. ")
    backup(server, tmp_path / "copy.tar")
    assert "is there already" in backup(server, tmp_path / "copy.tar", expect=73).stderr

    def restore(source, target, expect):
        return run(
            "bipartite-server", "restore", "--from", source, "--case-key", server.data / "case.key", "--data", target, expect=expect
        ).stderr

    assert "a server is using" in restore(tmp_path / "copy.tar", server.data, 75)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    assert "not empty" in restore(tmp_path / "copy.tar", tmp_path / "mine", 73)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert "is no backup" in restore(server.log, tmp_path / "new", 66)
    assert "it is not there" in restore(tmp_path / "nothing", tmp_path / "new", 66)

    with tarfile.open(tmp_path / "copy.tar") as archive:
        assert archive.getnames() == ["backup.json", "log.sqlite", "accounts.sqlite", "head.key", "intake.sqlite"]
        assert all(entry.mode == 0o600 for entry in archive)
        archive.extractall(tmp_path / "copy", filter="data")
    log = tmp_path / "copy" / "log.sqlite"
    whole = log.read_bytes()
    log.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "its content is not what was taken" in restore(tmp_path / "copy", tmp_path / "new", 65)
    assert not (tmp_path / "new").exists()
    log.write_bytes(whole)
    restore(tmp_path / "copy", tmp_path / "new", 0)
    assert sorted(path.name for path in (tmp_path / "new").iterdir() if path.name != "lock") == [
        "accounts.sqlite", "case.key", "head.key", "intake.sqlite", "log.sqlite"]
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_backup_that_an_earlier_version_took_comes_back(server, member, tmp_path):
    member("w1")("text", "insert", "plan/notes", "--at", "0", "kept. ")
    assert server.stop() == 0
    backup(server, tmp_path / "copy")
    log = tmp_path / "copy" / "log.sqlite"
    with contextlib.closing(sqlite3.connect(log)) as old:
        # A folder that was closed has all that format 3 says; format 4 added one table.
        old.executescript("DROP TABLE written; PRAGMA user_version = 3;")
    manifest = json.loads((tmp_path / "copy" / "backup.json").read_text())
    file = next(file for file in manifest["files"] if file["name"] == "log.sqlite")
    file.update(bytes=log.stat().st_size, sha256=hashlib.sha256(log.read_bytes()).hexdigest())
    (tmp_path / "copy" / "backup.json").write_text(json.dumps(manifest))
    run("bipartite-server", "restore", "--from", tmp_path / "copy", "--case-key", server.data / "case.key", "--data", tmp_path / "new")
    found = json.loads(run("bipartite-server", "verify", "--data", tmp_path / "new", "--json").stdout)
    assert found["ok"] and found["committees"][0]["entries"] > manifest["committees"][0]["entries"]


def test_verify_names_the_first_entry_that_does_not_fit(server, member, tmp_path):
    worker = member("w1")
    for number in range(3):
        worker("text", "insert", "plan/notes", "--at", "0", f"line {number}. ")
    assert server.stop() == 0
    whole = json.loads(run("bipartite-server", "verify", "--data", server.data, "--json").stdout)
    position = whole["committees"][0]["entries"] - 1
    subprocess.run(
        ["python3", "-c",
         "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
         "d.execute('UPDATE headers SET day = ? WHERE position = ?', ('1999-01-01', int(sys.argv[2]))); d.commit()",
         str(server.data / "log.sqlite"), str(position)],
        check=True)
    broken = run("bipartite-server", "verify", "--data", server.data, expect=65)
    assert f"{COMMITTEE}: damaged at entry {position}: its header was changed" in broken.stdout
    refused = backup(server, tmp_path / "copy", expect=65)
    assert f"damaged at entry {position}" in refused.stderr
    assert not list(tmp_path.glob("copy*"))


def test_every_command_tells_what_it_does():
    for command in ("backup", "restore", "verify", "serve"):
        shown = subprocess.run([PROGRAMS / "bipartite-server", command, "--help"], capture_output=True, text=True)
        assert shown.returncode == 0 and "OVERVIEW" in shown.stdout and "--json" in shown.stdout
