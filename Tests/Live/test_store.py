"""What a member keeps on a machine: sealed under the PIN, nothing with --private, folders of the version before."""

import hashlib
import json
import pathlib
import struct

import pycrdt
from bipartite import COMMITTEE, run

MARKER = "a word nobody else writes"


def folder(member):
    return next(pathlib.Path(member.env["BIPARTITE_HOME"]).glob(f"*/{COMMITTEE}/*"))


def everything(member):
    return {file: file.read_bytes() for file in folder(member).rglob("*") if file.is_file()}


def test_no_text_no_name_and_no_token_lies_open_on_the_disk(server, member):
    worker = member("w1")
    token = json.loads((folder(worker) / "identity.json").read_text()).get("token")
    assert token is None
    worker("text", "insert", "plan/notes", MARKER)
    server.stop()
    worker("text", "insert", "plan/notes", MARKER.upper(), expect=75)
    for file, content in everything(worker).items():
        for words in (MARKER, MARKER.upper(), "Night shift never", "Union committee"):
            assert words.encode() not in content, file
    # And all of it comes back with the PIN.
    assert MARKER.upper() in worker.text("plan/notes")


def test_without_the_pin_nothing_is_read_and_a_wrong_one_counts(server, member):
    worker = member("w1")
    worker("text", "insert", "plan/notes", MARKER)
    server.stop()
    worker.env["BIPARTITE_PIN"] = ""
    assert "--pin-file" in worker("text", "show", "plan/notes", expect=78, input="").stderr
    worker.env["BIPARTITE_PIN"] = "111222"
    said = worker("text", "show", "plan/notes", expect=77)
    assert "4 tries" in said.stderr and MARKER not in said.stdout


def test_private_keeps_no_document_on_the_disk(member):
    worker = member("w1")
    before = set(everything(worker))
    worker.open_screen(100, 30, "--private", "--documents", "--language", "en")
    worker.sees("Evacuation drill held once")
    worker.keys("j", "n", "e")
    worker.type(MARKER)
    worker.sees("saved")
    worker.keys("Escape", "q")
    assert not any("documents" in str(file) or file.name == "room.sealed" for file in set(everything(worker)) - before)
    assert MARKER in member("m2").text("plan/notes")


def test_a_folder_of_the_version_before_opens_and_is_sealed(server, member):
    worker = member("w1")
    doc = pycrdt.Doc()
    doc.get("notes", type=pycrdt.Text).insert(0, MARKER)
    server.stop()

    def block(content):
        return struct.pack("<Q", len(content)) + content

    body = struct.pack("<QQ", 1, 1) + block(b"") + block(b"") + struct.pack("<Q", 1) + block(doc.get_update())
    documents = folder(worker) / "documents"
    documents.mkdir(exist_ok=True)
    (documents / "plan.snapshot").write_bytes(
        b"bipartite snapshot 1\n" + body + hashlib.sha256(body).digest()[:8])
    (documents / "plan.journal").write_bytes(b"bipartite journal 1\n" + struct.pack("<QQ", 1, 1))
    assert MARKER in worker.text("plan/notes")
    assert MARKER.encode() not in (documents / "plan.snapshot").read_bytes()
    assert MARKER in worker.text("plan/notes")
