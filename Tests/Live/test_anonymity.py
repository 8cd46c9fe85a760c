"""Who reported cannot be told apart, and no complaint can be deleted or reworded, by any role and any client."""

import contextlib
import json
import os
import random
import re
import shutil
import sqlite3
import urllib.error
import urllib.request
import uuid

import pycrdt
from bipartite import COMMITTEE, Member, Server, wait_for
from intake import Reporter, slips
from yrs_client import YrsClient

COUNT = int(os.environ.get("BIPARTITE_COUNT", "3"))
FROM = int(os.environ.get("BIPARTITE_FROM", "0"))


def stable(text):
    """Ids, hashes, ranks and codes are drawn anew in every run; they are as long as each other."""
    text = re.sub(r"[0-9a-f]{64}", "H", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "I", text)
    text = re.sub(r"\b[0-9a-f]{8}\b", "I", text)
    text = re.sub(r"[A-Za-z0-9+/]{43}=", "K", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:+Z.]+", "T", text)
    return re.sub(r"127\.0\.0\.1:\d+|\"(?:signature|port)\": *\"?[^,\"]+\"?", "P", text)


class Start:
    """A committee with members and printed slips, before anybody reports: every run begins with a copy of its folder."""

    def __init__(self, folder):
        self.folder = folder
        server = Server(folder / "data").create().start()
        w1, m1 = Member(server, "w1", folder / "w1").join(), Member(server, "m1", folder / "m1").join()
        self.codes = slips(w1, 12, folder / "slips.html")
        m1("status")
        server.stop()
        self.port, self.entries = server.port, len(rows(folder / "data"))

    def run(self, folder, reporter):
        """What is left of a run in which somebody reports: all management can ask for, the log, all that is on the disk."""
        shutil.copytree(self.folder, folder)
        server = Server(folder / "data", port=self.port).start()
        data, m1 = server.data, Member(server, "m1", folder / "m1")
        try:
            form = Reporter(server, language=reporter["language"], agent=reporter["agent"])
            slip, text = self.codes[reporter["slip"]], reporter["text"]
            assert form.report(slip, text, reporter["category"], "critical", lang=reporter["text language"])
            wait_for(lambda: text in m1("issues", "log").stdout, "it is out")
            seen = [m1(*words, "--json").stdout for words in (
                ("issues", "log"), ("issues", "list"), ("cases",), ("issues", "report"), ("roster", "list"), ("minutes", "list"))]
            row, title = (m1.json("issues", "log")["matters"][0][key] for key in ("id", "title"))
            seen.append(m1("issues", "show", row).stdout)
            token = server.token("m1")
            for path in ("events", "snapshot"):
                request = urllib.request.Request(f"http://{server.host}/v1/committees/{COMMITTEE}/{path}", headers={"Authorization": f"Bearer {token}"})
                seen.append(urllib.request.urlopen(request).read().decode())
            # While it runs: nothing waits for an orderly end to go.
            marks = (reporter["agent"], text, slip.replace("-", ""), used_slip(self.folder / "data", data))
            disk = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
            for mark in marks:
                assert mark.encode() not in disk, mark
        finally:
            server.stop()
        # Client ids are drawn, and of several lengths: what holds one may be some bytes longer.
        files = sorted(str(path.relative_to(data)) for path in data.rglob("*"))
        headers = [list(map(str, row[:8] + (row[8] if row[3] == 2 else None, row[9]))) for row in rows(data)[self.entries:]]
        everything = "\n".join(seen + [server.log.read_text(), json.dumps([headers, files, intake(data)])]).replace(text, "WORDS").replace(title, "TITLE")
        shutil.rmtree(folder)
        return stable(everything)


def asked(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute(statement).fetchall()


def intake(data):
    """Every row of the intake's own file: what is hashed or sealed by its length alone."""
    path = data / "intake.sqlite"
    return {name: sorted([len(str(cell)) if column else cell for column, cell in enumerate(row)] for row in asked(path, f"SELECT * FROM {name}"))
            for (name,) in asked(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")}


def used_slip(before, after):
    """The hash of the one slip that is gone."""
    left, right = (set(hash for (hash,) in asked(data / "intake.sqlite", "SELECT hash FROM slips")) for data in (before, after))
    used = left - right
    assert len(used) == 1
    return used.pop()


def rows(data):
    return asked(
        data / "log.sqlite",
        "SELECT position - (SELECT MIN(position) FROM headers), audience, sequence, kind, document, epoch, role, day, length(payload), sealed "
        "FROM headers LEFT JOIN payloads USING (number) ORDER BY number")


TEXTS = [
    "The exit of line 4 is locked at night.", "Our machine has a guard that is gone.", "প্রস্থান পথ রাতে তালাবদ্ধ থাকে।", "តើមានអ្នកណាដឹងទេ?",
    "Cửa thoát hiểm bị khóa vào ban đêm.", "مخرج الطوارئ مقفل في الليل.", "四号线的出口晚上被锁住了。", "They shout.", "No water since Monday; two fainted.",
]


def reporter(random, like=None):
    """Who they are, what phone, which slip: all by chance. `like`: the same complaint in as many bytes, from somebody else."""
    text = random.choice(TEXTS) + " " + "".join(random.choices("abcdefghij", k=random.randrange(200)))
    category, spoken = random.choice(["safety", "wages", "heat", "working_time"]), random.choice(["en", "bn", "km", "vi", "ar", "zh"])
    if like:
        category, spoken = like["category"], like["text language"]
        letters = iter(random.sample(like["text"].replace(" ", ""), len(like["text"].replace(" ", ""))))
        text = "".join(letter if letter == " " else next(letters) for letter in like["text"])
    return {"text": text, "category": category, "text language": spoken, "language": random.choice(["en", "bn", "km", "vi", "ar", "zh"]),
            "agent": f"Phone-{random.randrange(10**9)}-of-one", "slip": random.randrange(12)}


def test_reporter_a_or_b_leaves_the_same(tmp_path):
    start = Start(tmp_path / "start")
    for seed in range(FROM, FROM + COUNT):
        chance = random.Random(seed)
        a = reporter(chance)
        b = reporter(chance, like=a)
        left, right = (start.run(tmp_path / f"{seed}-{name}", who) for name, who in (("a", a), ("b", b)))
        assert left == right, f"pair {seed}: {a} and {b}"
    print(f"{COUNT} pairs, 0 with a difference")


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
    # By stock clients that write what they like into the document: words beside the notes, fields of the row under the
    # names of what was reported, a row in its place, and no row at all.
    def reworded(rows, row):
        rows[row] = pycrdt.Map({"text": "nothing happened", "severity": "low", "ref": "i-1", "removed": True})

    def removed(rows, row):
        del rows[row]

    acts = [lambda rows, row, field=field: rows[row].update({field: "nothing happened"}) for field in ("text", "category", "severity", "removed")]
    outcomes = {True: 0, False: 0}
    for name in ("m1", "w1", "m4", "adv1"):
        for act in [*acts, reworded, removed]:
            client = YrsClient(server.socket("issues"), server.token(name))
            client.wait_synced()
            with client.lock:
                rows = client.doc.get("rows", type=pycrdt.Map)
                if raised in rows:
                    act(rows, raised)
                else:
                    reworded(rows, raised)
                client.insert(0, f"<{tried}>")
            if name != "adv1":  # who only reads is not answered
                wait_for(lambda: client.is_saved(f"<{tried}>") or client.connections > 1, "the server has taken it, or let the client go")
            outcomes[client.is_saved(f"<{tried}>")] += 1
            client.close()
            tried += 1
            assert words in m1("issues", "log").stdout, (name, tried)
    assert tried >= 40 + 24, tried
    assert [e for e in events(server, "m1") if e["type"].endswith("issue.opened.v1") and e["subject"] == raised] == [opening]
    for who in (w1, w4, m1, m4, lead):
        shown = who("issues", "show", raised).stdout
        assert words in shown and "safety" in shown and "nothing happened" not in shown, shown
        assert words in who("issues", "log").stdout
    print(f"{tried} attempts, 0 that changed a word; of the documents' {outcomes[True]} were taken, {outcomes[False]} refused")


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
