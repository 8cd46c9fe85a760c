"""Every change of a stored log or of an export is found, at its place; by the chains, or by the heads members keep."""

import json
import os
import shutil

import pytest
from bipartite import COMMITTEE, run
from tamper import Tamperer, changed

COUNT = int(os.environ.get("BIPARTITE_COUNT", "60"))
FROM = int(os.environ.get("BIPARTITE_FROM", "0"))


def test_every_mutation_of_a_stored_log_is_found_at_its_place(server, member, tmp_path):
    w1, m1, w4, m4 = member("w1"), member("m1"), member("w4"), member("m4")
    w1("issues", "raise", "The fan is broken.", "--category", "heat")
    w1("caucus", "write", "--title", "Ours", "Ask for two.")
    m1("caucus", "write", "--title", "Theirs", "Offer one.")
    m1("text", "insert", "plan/notes", "--at", "0", "A line. ")
    heads = {}
    for one in (w1, m1, w4, m4):
        for head in one.json("status")["heads"]:
            if heads.get(head["audience"], {"sequence": 0})["sequence"] <= head["sequence"]:
                heads[head["audience"]] = head
    server.stop()
    # Members keep older heads too; a cut is found by the newest they have of each audience.
    kept = tmp_path / "heads.json"
    kept.write_text(json.dumps({"heads": list(heads.values())}))
    end = {audience: head["sequence"] for audience, head in heads.items()}

    def verify(folder):
        done = run("bipartite-server", "verify", "--data", folder, "--committee", COMMITTEE, "--heads", kept, "--json", expect=None)
        return done.returncode, json.loads(done.stdout)["committees"][0]["fault"]

    assert verify(server.data) == (0, None)
    missed, untold = [], 0
    for seed in range(FROM, FROM + COUNT):
        copy = tmp_path / "copy"
        shutil.copytree(server.data, copy)
        kind = Tamperer.KINDS[seed % len(Tamperer.KINDS)]
        tamperer = Tamperer(copy / "log.sqlite", seed)
        before = {(row["audience"], row["sequence"]): row["hash"] for row in tamperer.rows}
        place = tamperer.mutate(kind)
        after = {(row["audience"], row["sequence"]): row["hash"] for row in tamperer.rows}
        code, fault = verify(copy)
        told = any(after.get((audience, sequence)) != before[(audience, sequence)] for audience, sequence in end.items())
        if place is None and not told:
            untold += 1  # What was cut or forged is of an audience whose head nobody of these four keeps.
        elif code == 0 or fault is None or place is not None and fault["position"] != place:
            missed.append((seed, kind, place, fault))
        shutil.rmtree(copy)
    print(f"{COUNT} mutations, {COUNT - untold} that somebody's heads or the chains can tell, {len(missed)} missed")
    assert missed == []


@pytest.mark.parametrize("what", ["plan", "minutes"])
def test_every_mutation_of_an_export_is_found(member, tmp_path, what):
    w1, w2, m1, m2 = members = [member(name) for name in ("w1", "w2", "m1", "m2")]
    file = tmp_path / "export.json"
    if what == "plan":
        exported = ["p02"]
    else:
        exported = [w1.json("minutes", "add", "kind=ordinary")["row"]]
        w1("minutes", "set", *exported, "decisions.1", "The tank is changed by Friday.")
        m1("minutes", "hold", *exported, "--present", "w1,w2,w3,m1,m2,m3")
    for one in members:
        one("sign", what, *exported, "--yes")
    w1(what, "export", *([] if what == "plan" else exported), "--out", file)
    assert run("bipartite", "verify", file).stdout.startswith("good: ")
    good, missed = file.read_bytes(), []
    for seed in range(FROM, FROM + max(20, COUNT // 3)):
        content = changed(good, seed)
        if content == good:
            continue
        file.write_bytes(content)
        if run("bipartite", "verify", file, expect=None).returncode != 1:
            missed.append(seed)
    assert missed == []


def test_signed_minutes_tell_later_that_the_record_was_changed(server, member, tmp_path):
    """Who has nothing but the file both sides signed proves what was done to the record of the days before."""
    w1, m1 = members = [member("w1"), member("m1")]
    w1("issues", "raise", "The fan is broken.", "--category", "heat")
    meeting = w1.json("minutes", "add", "kind=ordinary")["row"]
    m1("minutes", "hold", meeting, "--present", "w1,w2,w3,m1,m2,m3")
    for one in [*members, member("w2"), member("m2")]:
        one("sign", "minutes", meeting, "--yes")
    file = tmp_path / "minutes.json"
    w1("minutes", "export", meeting, "--out", file)
    body = json.loads(file.read_text())["body"]
    # What the server added is left aside: the members' own signatures name heads enough.
    signed = tmp_path / "signed.json"
    signed.write_text(json.dumps({"body": {"heads": [], "records": body["records"]}}))
    known = [record["statement"]["head"]["sequence"] for record in body["records"]]
    server.stop()

    def verify(heads, folder=server.data):
        return run("bipartite-server", "verify", "--data", folder, "--committee", COMMITTEE, "--heads", heads, expect=None)

    assert verify(file).returncode == verify(signed).returncode == 0
    found_out = 0
    for seed in range(FROM, FROM + 8):
        copy = tmp_path / f"copy-{seed}"
        shutil.copytree(server.data, copy)
        tamperer = Tamperer(copy / "log.sqlite", seed)
        before = {row["sequence"]: row["hash"] for row in tamperer.rows if row["audience"] == "committee"}
        tamperer.mutate(["roll back", "fork"][seed % 2])
        after = {row["sequence"]: row["hash"] for row in tamperer.rows if row["audience"] == "committee"}
        told = any(after.get(sequence) != before[sequence] for sequence in known)
        found = verify(signed, copy)
        assert (found.returncode != 0) == told, (seed, found.stdout)
        assert not told or "which a member keeps" in found.stdout and verify(file, copy).returncode == 65
        found_out += told
    assert found_out
    # Heads that are none compare with nothing, and whoever asked is told.
    for none in ('{"heads":[]}', '{"heads":[{"audience":"committee","sequence":1,"hash":"zz"}]}', "{}"):
        (tmp_path / "none.json").write_text(none)
        assert "holds no heads" in verify(tmp_path / "none.json").stderr


def test_a_head_that_the_server_did_not_sign_proves_nothing(server, member, tmp_path):
    heads = member("w1").json("status")["heads"]
    server.stop()
    kept = tmp_path / "kept.json"

    def verify(heads):
        kept.write_text(json.dumps({"heads": heads}))
        return run("bipartite-server", "verify", "--data", server.data, "--committee", COMMITTEE, "--heads", kept, expect=None)

    assert verify(heads).returncode == 0
    for name, value in (("hash", "ab" * 32), ("sequence", heads[0]["sequence"] + 1), ("signature", "ab" * 64), ("signature", None)):
        refused = verify([dict(heads[0], **{name: value}), *heads[1:]])
        assert refused.returncode == 64 and "does not bear the signature" in refused.stderr, (name, refused.stdout)


def test_a_member_is_told_at_once_that_the_record_went_back_or_is_another(server, member, tmp_path):
    w1, m1 = member("w1"), member("m1")
    w1("text", "insert", "plan/notes", "--at", "0", "Before. ")
    server.stop()
    older = tmp_path / "older"
    shutil.copytree(server.data, older)
    server.start()
    w1("text", "insert", "plan/notes", "--at", "0", "After. ")
    m1("status")
    assert "ATTENTION" not in w1("status").stderr
    server.stop()
    shutil.rmtree(server.data)
    shutil.copytree(older, server.data)
    server.start()
    for one in (w1, m1):
        warned = one("plan", "list").stderr
        assert "ATTENTION" in warned and "Tell the other side" in warned
        # The server notes the roll-back in its record, which may be as long as before by now.
        assert one.json("status")["alarms"][0]["kind"] in ("rolled_back", "forked")
    w1("status", "--clear-alarms")
    assert "ATTENTION" not in w1("plan", "list").stderr


def test_a_member_is_told_at_once_that_the_server_has_another_key(server, member):
    w1 = member("w1")
    known = w1.json("status")
    server.stop()
    (server.data / "head.key").write_bytes(bytes(range(32)))
    server.start()
    warned = w1("plan", "list").stderr
    assert "ATTENTION" in warned and "another key" in warned and "Tell the other side" in warned
    found = w1.json("status")
    assert [alarm["kind"] for alarm in found["alarms"]] == ["other_key"]
    assert found["alarms"][0]["kept"] == {"key": known["server_key"], "heads": known["heads"]}
    assert found["server_key"] not in (None, known["server_key"])
    # The head it keeps from now on is the new key's; once the member forgets the alarm, there is no other.
    w1("status", "--clear-alarms")
    assert "ATTENTION" not in w1("plan", "list").stderr
