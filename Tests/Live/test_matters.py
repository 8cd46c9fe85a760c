"""Issues, cases, comments, minutes and drafts by command: one conversation through the real server and program."""

import re

from transcript import Transcript


def raised(done):
    return re.search(r"raised: (\S+)", done.stdout).group(1)


def test_matters_meetings_and_drafts_by_command(member, tmp_path):
    said = Transcript("matters")
    w1, w2, w4 = member("w1"), member("w2"), member("w4")
    m1, m2, m4, a1 = member("m1"), member("m2"), member("m4"), member("adv1")
    words = ("issues", "raise", "The fan over line 3 has been broken for a week.")

    said.heading("A matter is raised; its words stay, its handling is written together")
    fan = raised(said.ask(w2, *words, "--category", "heat", "--severity", "high"))
    said.ask(m1, "issues", "acknowledge", fan)
    said.ask(m1, "issues", "acknowledge", fan)
    said.ask(m1, "issues", "note", fan, "Maintenance ordered a motor.")
    said.ask(w1, "issues", "note", fan, "Asked the line: still hot.")
    said.ask(w1, "issues", "show", fan)
    said.ask(m1, "issues", "link", fan, "p01")
    said.ask(m1, "issues", "feedback", fan, "A new motor comes on Monday.")
    said.ask(m1, "issues", "handle", fan, "resolved")
    said.ask(m1, "issues", "close", fan, expect=77)
    said.ask(w2, "issues", "close", fan)

    said.heading("Up is for every reader, down for the label's own side or who raised it")
    food = raised(said.ask(m2, "issues", "raise", "The canteen closes before the late shift eats.", "--category", "food"))
    said.ask(w1, "issues", "label", food, "worker_side")
    said.ask(m2, "issues", "label", food, "committee", expect=65)
    said.ask(w2, "issues", "label", food, "committee")
    said.ask(m2, "issues", "log", "--open")

    said.heading("A case is for its handlers; for others there is none")
    case = raised(said.ask(w2, "issues", "raise", "A supervisor shouts at and pushes workers.", "--category", "harassment", "--anonymity", "anonymous"))
    hidden = said.ask(m1, "cases", "show", case, expect=65).stderr.replace(case, "X")
    assert hidden == m1("cases", "show", "00000000", expect=65).stderr.replace("00000000", "X")
    said.ask(w4, "cases", "show", case)
    said.ask(w4, "issues", "note", case, "Spoke with the reporter.")
    said.ask(m4, "cases", "candidate", case, "--grounds", "violence")
    said.ask(a1, "cases", "show", case)
    said.ask(w4, "cases", "handlers", case, "w1", "m4")
    said.ask(w4, "cases", "confirm", case, expect=77)
    said.ask(m4, "cases", "confirm", case)
    said.ask(w1, "cases", "show", case)
    said.ask(w4, "cases", "show", case, expect=None)
    said.ask(a1, "cases", "outcome", case, "referred", "--received-by", "Labour inspectorate")

    said.heading("Who raised a case in their own name hears of it, and nobody else does")
    own = raised(said.ask(w2, "issues", "raise", "Somebody of the office takes money for overtime.", "--category", "recruitment_fees", "--anonymity", "named_to_handler"))
    said.ask(w2, "cases", "show", own, expect=65)
    said.ask(w2, "issues", "follow", own)
    said.ask(w4, "issues", "note", own, "The names of two others are known.")
    said.ask(w4, "issues", "feedback", own, "We have spoken with both lines.")
    for step in ("acknowledged", "resolved"):
        w4("issues", "handle", own, step)
    assert "names of two others" not in said.ask(w2, "issues", "follow", own).stdout
    said.ask(w2, "issues", "follow", own, "--object")
    other = "11111111-1111-4111-8111-111111111111"
    for stranger in (m1, w1, a1):
        for answer in ((), ("--object",)):
            refused = stranger("issues", "follow", own, *answer, expect=77).stderr
            assert refused == stranger("issues", "follow", other, *answer, expect=77).stderr
    said.ask(m1, "issues", "follow", own, expect=77)

    said.heading("Comments are for the row's readers")
    said.ask(w1, "comments", "add", "plan/p02", "Who brings the megaphone?")
    said.ask(a1, "comments", "add", "plan/p02", "Ask the fire brigade, too.")
    said.ask(m1, "comments", "list", "plan/p02")
    said.ask(m1, "comments", "add", "plan/p99", "There?", expect=65)

    said.heading("A meeting is held, its minutes are signed by both sides, printed, and corrected by a note")
    row = w1.json("minutes", "add", "kind=ordinary")["row"]
    said.ask(w1, "minutes", "set", row, "agenda", "Fans; late canteen.")
    said.ask(w1, "minutes", "set", row, "decisions.1", "A spare motor is kept.")
    said.ask(w1, "minutes", "circulate", row, expect=77)
    present = "w1,w2,w3,m1,m2,m3"
    said.ask(m1, "minutes", "hold", row, "--present", "w1,m1")
    said.ask(m1, "minutes", "hold", row, "--present", present, "--day", m1.json("status")["day"] if "day" in m1.json("status") else "2025-01-15")
    said.ask(m1, "minutes", "circulate", row)
    said.ask(w1, "minutes", "show", row)
    said.ask(w1, "minutes", "print", row, expect=77)
    for one in (w1, w2, m1, m2):
        one("sign", "minutes", row, "--yes")
    page = tmp_path / "minutes.html"
    said.ask(w1, "minutes", "print", row, "--out", page)
    text = page.read_text()
    assert text.count("<svg") == 2 and "committee" in text and "worker" in text
    said.ask(m1, "minutes", "hold", row, "--present", present, expect=77)
    said.ask(m1, "minutes", "correct", row, "The spare motor is kept in store B.")
    for one in (w1, w2, m1, m2):
        one("sign", "minutes", row, "--yes")
    said.ask(w1, "minutes", "print", row, "--out", page)
    assert "store B" in page.read_text()

    said.heading("A draft is its side's until a copy of it is released")
    draft = w1.json("caucus", "write", "--title", "Before the meeting", "Ask for two fans, settle for one.")["row"]
    said.ask(w2, "caucus", "list")
    assert "settle for one" not in m1("caucus", "list").stdout
    said.ask(a1, "caucus", "released")
    said.ask(w1, "caucus", "release", draft, "advisor")
    said.ask(w1, "caucus", "write", "--draft", draft, "Ask for three.")
    said.ask(a1, "caucus", "released")
    said.ask(m1, "caucus", "released")
    said.ask(w2, "caucus", "revoke", draft)
    said.ask(a1, "caucus", "released")

    said.heading("The issue log in figures")
    said.ask(a1, "issues", "report", "--from", "2024-01-01", "--through", "2024-12-31")
    assert a1.json("issues", "report")["count"] >= 2
    said.check()
