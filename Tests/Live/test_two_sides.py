"""The sample committee from import to a plan in force that anyone can check offline: one conversation."""

from bipartite import wait_for
from transcript import Transcript


def test_the_two_sides_rate_sign_differ_and_sign_again(member, tmp_path):
    said = Transcript("two-sides")
    w1, w2, w3 = member("w1"), member("w2"), member("w3")
    m1, m2, m3 = member("m1"), member("m2"), member("m3")

    said.heading("Each side rates; nothing averages the two")
    said.ask(w1, "diagnosis", "rate", "d01", "needs_improvement")
    said.ask(m1, "diagnosis", "rate", "d01", "so-so", expect=65)
    said.ask(m1, "diagnosis", "rate", "d01", "serious")
    said.ask(m1, "diagnosis", "rate", "d01", "serious")

    said.heading("One item is signed: a co-chair and one more member of each side")
    said.ask(w1, "sign", "plan", "p02", "--language", "zh", "--yes")
    said.ask(w1, "signoff", "status")
    said.ask(w2, "sign", "plan", "p02", "--language", "ar", "--yes")
    said.ask(m1, "sign", "plan", "p02", "--language", "zh", "--yes", "--reservation", "If the generator arrives in time.")
    said.ask(m2, "sign", "plan", "p02", "--language", "en", "--yes")
    assert "v1 in force" in said.ask(w1, "signoff", "status").stdout

    said.heading("Wages need the majority of each side")
    for one in (w1, w2, m1, m2):
        one("sign", "plan", "p06", "--yes")
    said.ask(w1, "signoff", "status")
    w3("sign", "plan", "p06", "--yes")
    m3("sign", "plan", "p06", "--yes")
    said.ask(w1, "signoff", "status")

    said.heading("Typing takes no agreement away: it shows as a difference")
    said.ask(m2, "plan", "set", "p02", "priority", "high")
    said.ask(w1, "plan", "diff")
    wait_for(lambda: "changed by management" in w1("plan", "diff").stdout, "whose change it is", seconds=30)

    said.heading("A signature of one side falls when the text it stands on changes")
    said.ask(m1, "sign", "plan", "p02", "--yes")
    said.ask(w2, "plan", "set", "p02", "priority", "medium")
    assert "fell" in said.ask(m1, "signoff", "status").stdout

    said.heading("Signed again by both sides")
    for one in (w1, w2, m1, m2):
        said.ask(one, "sign", "plan", "p02", "--yes")
    assert "p02: v2 in force" in said.ask(w1, "signoff", "status").stdout

    said.heading("The plan in force leaves the room, and anyone can check it")
    file = tmp_path / "plan.json"
    said.ask(w1, "plan", "export", "--out", file)
    w1("plan", "export", "--html", "--language", "zh", "--out", tmp_path / "plan.html")
    said.ask(w1, "verify", file)
    content = bytearray(file.read_bytes())
    content[content.index(b'"digest"') + 12] ^= 1
    file.write_bytes(content)
    said.ask(m1, "verify", file, expect=1)
    said.check()
