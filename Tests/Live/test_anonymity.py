"""Who reported cannot be told apart, and no complaint can be deleted or reworded, by any role and any client."""

import json
import os
import re
import sqlite3
import urllib.error
import urllib.request
import uuid

from bipartite import COMMITTEE, Member, NodeClient, Server, wait_for
from intake import Reporter, slips

COUNT = int(os.environ.get("BIPARTITE_COUNT", "2"))


def stable(text):
    """Ids, hashes, ranks and codes are drawn anew in every run; they are as long as each other."""
    text = re.sub(r"[0-9a-f]{64}", "H", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "I", text)
    text = re.sub(r"\b[0-9a-f]{8}\b", "I", text)
    text = re.sub(r"[A-Za-z0-9+/]{43}=", "K", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:+Z.]+", "T", text)
    return re.sub(r"127\.0\.0\.1:\d+|\"(?:signature|port)\": *\"?[^,\"]+\"?", "P", text)


def one_run(folder, reporter):
    """What is left of one run in which somebody reports: all management can ask for, the log, the sizes on the disk."""
    server = Server(folder / "data").create().start()
    try:
        w1, m1 = Member(server, "w1", folder / "w1").join(), Member(server, "m1", folder / "m1").join()
        codes = slips(w1, 6, folder / "slips.html")
        begin, entries = len(server.log.read_text()), len(rows(server.data))
        form = Reporter(server, language=reporter["language"], agent=reporter["agent"])
        form.language = "en" if reporter["language"] == "xx" else form.language
        assert form.report(codes[reporter["slip"]], reporter["text"], "safety", "critical", lang="en")
        wait_for(lambda: reporter["text"] in m1("issues", "log").stdout, "it is out")
        seen = [m1(*words, "--json").stdout for words in (
            ("issues", "log"), ("issues", "list"), ("cases",), ("issues", "report"), ("roster", "list"), ("minutes", "list"))]
        row = m1.json("issues", "log")["matters"][0]["id"]
        seen.append(m1("issues", "show", row).stdout)
        token = server.token("m1")
        for path in ("events", "snapshot"):
            request = urllib.request.Request(f"http://{server.host}/v1/committees/{COMMITTEE}/{path}", headers={"Authorization": f"Bearer {token}"})
            seen.append(urllib.request.urlopen(request).read().decode())
        log = server.log.read_text()[begin:]
    finally:
        server.stop()
    # Client ids are drawn, and of several lengths: what holds one may be some bytes longer.
    headers = json.dumps([list(map(str, row[:8] + (row[8] if row[3] == 2 else None, row[9]))) for row in rows(server.data)[entries:]])
    everything = "\n".join(seen + [log, headers]).replace(reporter["text"], "WORDS")
    disk = b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())
    for mark in (reporter["agent"], reporter["text"], codes[reporter["slip"]].replace("-", "")):
        assert mark.encode() not in disk, mark
    return stable(everything)


def rows(data):
    with sqlite3.connect(data / "log.sqlite") as log:
        return log.execute(
            "SELECT position - (SELECT MIN(position) FROM headers), audience, sequence, kind, document, epoch, role, day, length(payload), sealed "
            "FROM headers LEFT JOIN payloads USING (number) ORDER BY number").fetchall()


def test_reporter_a_or_b_leaves_the_same(tmp_path):
    a = {"text": "The exit of line 4 is locked at night.", "agent": "Nokia-A", "language": "en", "slip": 0}
    b = {"text": "Our machine has a guard that is gone...", "agent": "SM-G99-B", "language": "ar", "slip": 4}
    b["text"] = b["text"][:len(a["text"])].ljust(len(a["text"]), ".")
    for number in range(COUNT):
        left, right = (one_run(tmp_path / f"{number}-{name}", who) for name, who in (("a", a), ("b", b)))
        assert left == right


def test_no_complaint_is_deleted_or_reworded(server, member, tmp_path):
    w1, w4, m1, m4, lead = member("w1"), member("w4"), member("m1"), member("m4"), member("lead1")
    words = "The guard of machine 7 is gone."
    raised = re.search(r"raised: (\S+)", w1("issues", "raise", words, "--category", "safety").stdout).group(1)
    opening = next(e for e in events(server, "m1") if e["subject"] == raised and e["type"].endswith("issue.opened.v1"))
    tried = 0

    def attempt(who, *typed):
        nonlocal tried
        tried += 1
        return who(*typed, expect=None)

    # By the program: every field of the words, removing, closing another's, opening it anew, labels that hide it.
    for who in (w1, w4, m1, m4, lead):
        for field in ("text", "category", "severity", "opened"):
            assert attempt(who, "issues", "set", raised, field, "nothing happened").returncode != 0
        attempt(who, "issues", "set", raised, "removed", "true")
    for who in (m1, m4):
        assert attempt(who, "issues", "close", raised).returncode != 0
        assert attempt(who, "issues", "close", raised, "--withdraw").returncode != 0
    # By commands of one's own making, over HTTP.
    for name in ("w1", "m1", "m4", "adv1", "lead1"):
        for command in (
            {"type": "issue.open", "subject": raised, "data": {"text": {"lang": "en", "text": "x"}, "category": "other", "severity": "low", "channel": "member", "anonymity": "anonymous"}},
            {"type": "issue.erasure.confirm", "subject": raised, "data": {}},
            {"type": "issue.delete", "subject": raised, "data": {}},
        ):
            tried += 1
            assert post(server, name, command) != 200
    assert tried >= 40, tried
    assert next(e for e in events(server, "m1") if e["id"] == opening["id"]) == opening
    for who in (w1, m1, lead):
        assert words in who("issues", "log").stdout
    # By a stock client that writes what it likes into the document.
    for name in ("m1", "w1"):
        client = NodeClient(server, "issues", server.token(name))
        client.insert(0, "reworded")
        client.close()
    assert words in m1("issues", "show", raised).stdout


def events(server, name):
    request = urllib.request.Request(
        f"http://{server.host}/v1/committees/{COMMITTEE}/events", headers={"Authorization": f"Bearer {server.token(name)}"})
    lines = urllib.request.urlopen(request).read().decode().splitlines()
    return [json.loads(line) for line in lines if '"subject"' in line]


def post(server, name, command):
    body = json.dumps({"id": str(uuid.uuid4()), **command}).encode()
    request = urllib.request.Request(
        f"http://{server.host}/v1/committees/{COMMITTEE}/commands", data=body, headers={"Authorization": f"Bearer {server.token(name)}"})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as refused:
        return refused.code
