"""A matter erased by two roles: its words are nowhere on the disk nor in a backup, and that it was there stays."""

import json
import re

from bipartite import run

WORDS = "Marker-erased-4711 she told me what he did"


def hits(folder, text=WORDS):
    """Files that hold the text, in any form it is written in."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def verify(folder):
    return json.loads(run("bipartite-server", "verify", "--data", folder, "--json").stdout)


def test_two_roles_erase_the_words_and_never_that_there_was_a_matter(server, member, tmp_path):
    w2, w4, m4, m1 = member("w2"), member("w4"), member("m4"), member("m1")
    raised = w2("issues", "raise", WORDS, "--category", "harassment", "--anonymity", "anonymous").stdout
    case = re.search(r"raised: (\S+)", raised).group(1)
    w4("issues", "note", case, WORDS + ", says the note")
    m4("comments", "add", case, WORDS + ", says the comment")
    open_row = re.search(r"raised: (\S+)", m1("issues", "raise", WORDS + " openly").stdout).group(1)
    w4("issues", "note", open_row, WORDS + ", says the note")
    before = verify(server.data)
    assert hits(server.data) == [], "matters are sealed at rest from the first byte"

    backup = tmp_path / "backup"
    run("bipartite-server", "backup", "--data", server.data, "--to", backup)
    assert not (backup / "case.key").exists() and hits(backup) == []

    # One role alone erases nothing, and asks twice in vain.
    w4("issues", "erase", case, "--reason", "reporter_asked")
    w4("issues", "erase-confirm", case, expect=77)
    m1("issues", "erase-confirm", case, expect=65)
    m4("issues", "erase-confirm", case)
    m1("issues", "erase", open_row, "--reason", "personal_data")
    w4("issues", "erase-confirm", open_row)

    assert "erased; opened" in w4("cases", "list").stdout
    assert WORDS not in w4("issues", "log").stdout + m4("issues", "log").stdout
    assert open_row[:8] in w4("issues", "log").stdout or "erased; opened" in w4("issues", "log").stdout
    for one in (w4, m4, m1):
        one("status")
    server.stop()
    assert hits(server.data) == []
    after = verify(server.data)
    assert sum(c["erased"] for c in after["committees"]) >= 8, "events and documents alike"
    assert after["ok"] and sum(c["entries"] for c in after["committees"]) > sum(c["entries"] for c in before["committees"])

    # The room wakes from what is left, the numbers of its events are as they were.
    server.start()
    fresh = member("w4")
    assert "erased; opened" in fresh("cases", "list").stdout and WORDS not in fresh("issues", "log").stdout

    # The backup taken before: unreadable without its key, and with it as it was.
    failed = run("bipartite-server", "restore", "--from", backup, "--data", tmp_path / "without", expect=None)
    assert failed.returncode != 0 and "case.key" in failed.stderr
    run("bipartite-server", "restore", "--from", backup, "--case-key", server.data / "case.key", "--data", tmp_path / "with")
    assert verify(tmp_path / "with")["ok"]

