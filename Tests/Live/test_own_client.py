"""The `bipartite` program beside other processes, over damaged files, with tokens that ran out."""

import json
import os
import pathlib
import signal
import stat
import subprocess

from bipartite import COMMITTEE, PROGRAMS, run, wait_for


def folder(member):
    """The member's own folder under its BIPARTITE_HOME."""
    return next(pathlib.Path(member.env["BIPARTITE_HOME"]).glob(f"*/{COMMITTEE}/*"))


def test_keys_and_documents_are_readable_by_their_owner_alone(member):
    worker = member("w1")
    said = worker("status").stdout
    mine = folder(worker)
    key = (mine / "key").read_text()
    assert key not in said and key not in (mine / "identity.json").read_text()
    for path in [mine, *mine.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_row_is_added_set_shown_and_told_as_a_change(member):
    worker, manager = member("w1"), member("m2")
    assert worker.json("changes")["changes"] == []
    row = manager.json("plan", "add", "corrective_action=Clear the aisle")["row"]
    assert manager.json("plan", "set", row, "corrective_action", "Clear the aisle daily")["saved"] is True
    shown = worker.json("plan", "show", row)["row"]
    field = next(field for field in shown["fields"] if field["name"] == "corrective_action")
    assert field["value"] == "Clear the aisle daily" and field["kind"] == "text"
    told = worker.json("changes")["changes"]
    assert [change["after"] for change in told if change["field"] == "corrective_action"] == ["Clear the aisle daily"]
    assert worker.json("changes")["changes"] == []


def test_wrong_rows_fields_and_places_are_named_with_what_there_is(member):
    worker = member("w1")
    assert "p01" in worker("plan", "show", "p99", expect=65).stderr
    assert "corrective_action" in worker("text", "show", "plan/p01/wrong", expect=65).stderr
    assert "--at" in worker("text", "insert", "plan/notes", "--at", "99999999", "x", expect=65).stderr
    assert worker("text", "show", "caucus-management/notes", expect=65).stderr
    assert worker("plan", "set", "p01", "due", "2025-01-01", expect=77).stderr


def test_an_advisor_is_told_that_the_document_is_read_only(member):
    advisor = member("adv1")
    assert "read-only" in advisor("text", "insert", "plan/notes", "--at", "0", "x", expect=77).stderr


def test_a_refused_or_outdated_token_is_renewed_with_the_key(member):
    worker = member("w1")
    file = folder(worker) / "identity.json"
    identity = json.loads(file.read_text())
    for change in ({"sealed_token": "bm9uZQ=="}, {"expires": 1000}):
        file.write_text(json.dumps({**identity, **change}))
        assert worker.json("status")["link"] == "online"
        renewed = json.loads(file.read_text())
        assert renewed["sealed_token"] not in ("bm9uZQ==", identity["sealed_token"]) and renewed["expires"] > 1000
    (folder(worker) / "key").write_text("AAAA")
    file.write_text(json.dumps({**identity, "token": "bpt_wrong"}))
    assert "new code" in worker("status", expect=78).stderr


def test_scripts_wait_for_the_screen_and_readers_do_not(member):
    worker = member("w1").open_screen()
    worker.sees("plan")
    assert "q" in worker("text", "insert", "plan/notes", "--at", "0", "x", "--wait", "0.2", expect=75).stderr
    assert worker.json("plan", "list")["rows"]
    assert worker.json("status")["link"] == "online"
    worker.keys("q")
    assert worker.json("text", "insert", "plan/notes", "--at", "0", "after q. ")["saved"] is True


def test_scripts_of_one_member_take_turns(member):
    worker = member("w1")
    words = [str(PROGRAMS / "bipartite"), "text", "insert", "plan/notes", "--at", "0", "--wait", "30"]
    both = [subprocess.Popen([*words, text], env={**os.environ, **worker.env}) for text in ("<one>", "<two>")]
    assert [process.wait(60) for process in both] == [0, 0]
    text = worker.text("plan/notes")
    assert text.count("<one>") == 1 and text.count("<two>") == 1


def test_damaged_files_are_set_aside_and_fetched_again(server, member):
    worker = member("w1")
    before = worker.text("plan/notes")
    documents = folder(worker) / "documents"
    snapshot = next(documents.glob("plan.snapshot"))
    content = bytearray(snapshot.read_bytes())
    content[len(content) // 2] ^= 0xFF
    snapshot.write_bytes(content)
    done = worker("text", "show", "plan/notes", "--json")
    assert "set aside" in done.stderr and json.loads(done.stdout)["text"] == before
    (documents / "plan.journal").write_bytes(b"nonsense")
    done = worker("text", "show", "plan/notes", "--json")
    assert "set aside" in done.stderr and json.loads(done.stdout)["text"] == before
    (folder(worker) / "room.sealed").write_bytes(b"{")
    assert "set aside" in worker("status").stderr
    assert len(list(documents.glob("*.damaged-*"))) == 2


def test_a_journal_torn_at_any_byte_of_its_last_edit_loses_only_that_edit(server, member):
    worker = member("w1")
    worker.text("plan/notes")
    server.stop()
    journal = folder(worker) / "documents" / "plan.journal"
    worker("text", "insert", "plan/notes", "--at", "0", "first. ", "--wait", "0", expect=75)
    whole = len(journal.read_bytes())
    worker("text", "insert", "plan/notes", "--at", "0", "second. ", "--wait", "0", expect=75)
    content = journal.read_bytes()
    for length in range(whole, len(content), 7):
        journal.write_bytes(content[:length])
        text = worker.json("text", "show", "plan/notes", "--wait", "0")["text"]
        assert text.startswith("first. ") and "second. " not in text, length
    journal.write_bytes(content)
    assert worker.json("text", "show", "plan/notes", "--wait", "0")["text"].startswith("second. first. ")
    server.start()
    assert worker.json("status")["unsaved"] == 0


def test_an_edit_survives_the_death_of_the_program_that_made_it(server, member):
    worker = member("w1")
    worker.text("plan/notes")
    server.stop()
    process = subprocess.Popen(
        [str(PROGRAMS / "bipartite"), "text", "insert", "plan/notes", "--at", "0", "killed. ", "--wait", "1"],
        env={**os.environ, **worker.env}, stderr=subprocess.DEVNULL,
    )
    journal = folder(worker) / "documents" / "plan.journal"
    size = journal.stat().st_size
    wait_for(lambda: journal.stat().st_size > size or process.poll() is not None, "the edit is on disk")
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.start()
    assert worker.text("plan/notes").count("killed. ") == 1


def test_watch_prints_each_change_as_a_line(member):
    worker, manager = member("w1"), member("m2")
    watching = subprocess.Popen(
        [str(PROGRAMS / "bipartite"), "watch", "plan", "--json", "--count", "1"],
        env={**os.environ, **worker.env}, stdout=subprocess.PIPE, text=True,
    )
    assert json.loads(watching.stdout.readline()) == {"watching": "plan"}
    manager("text", "insert", "plan/notes", "--at", "0", "seen live")
    line = json.loads(watching.stdout.readline())
    assert line["path"] == ["notes"] and line["delta"] == [{"insert": "seen live"}]
    assert watching.wait(20) == 0


def test_two_memberships_on_one_machine_are_told_apart(server, member):
    worker = member("w1")
    run("bipartite", "join", f"{server.host}#{server.invite('w2')}", env=worker.env)
    assert "--member" in worker("status", expect=78).stderr
    assert worker.json("status", "--member", "w2")["member"]["id"] == "w2"


def test_without_a_membership_the_way_in_is_named(tmp_path):
    done = run("bipartite", "status", env={"BIPARTITE_HOME": str(tmp_path)}, expect=78)
    assert "join" in done.stderr
    done = run("bipartite", "join", "ftp://room.example#ABCDE", env={"BIPARTITE_HOME": str(tmp_path)}, expect=65)
    assert "localhost:8080" in done.stderr
    done = run("bipartite", "join", "127.0.0.1:1#ABCDE", env={"BIPARTITE_HOME": str(tmp_path)}, expect=69)
    assert "cannot be reached" in done.stderr
