"""What each side decides by command: one conversation through the real server and program."""

import json

from transcript import Transcript


def test_the_sides_decide_by_command(member):
    said = Transcript("commands")
    w1, w2, m1, m4 = member("w1"), member("w2"), member("m1"), member("m4")

    said.heading("A rating both sides share is an agreement; else one proposes and the other answers")
    said.ask(w1, "diagnosis", "rate", "d01", "needs_improvement")
    said.ask(w1, "diagnosis", "show", "d01")
    said.ask(m1, "diagnosis", "rate", "d01", "serious")
    said.ask(m1, "diagnosis", "disagree", "d01")
    said.ask(w1, "diagnosis", "agree", "d01", "serious")
    said.ask(m1, "diagnosis", "agree", "d01")

    said.heading("A due date moves with a reason, and the first one stays")
    said.ask(m4, "plan", "due", "p02", "2024-12-20", expect=77)
    said.ask(m4, "plan", "due", "p02", "2024-12-20", "--reason", "The generator comes late.")

    said.heading("Done is what the other side confirms")
    said.ask(w1, "plan", "complete", "p02", expect=77)
    said.ask(m4, "plan", "complete", "p02", "--note", "Both shifts drilled.")
    said.ask(m1, "plan", "confirm", "p02", expect=77)
    said.ask(w2, "plan", "decline", "p02", "--reason", "The night shift has not drilled yet.")
    said.ask(m4, "plan", "complete", "p02")
    said.ask(w2, "plan", "confirm", "p02")
    assert w1("plan", "list").stdout.count("completed") >= 1

    said.heading("Cancelling takes both")
    said.ask(w1, "plan", "cancel", "p04", "--reason", "The machines are gone.")
    said.ask(w2, "plan", "confirm", "p04", expect=77)
    said.ask(m1, "plan", "decline", "p04", "--reason", "Three are still in use.")

    said.heading("A side asks for signatures, and names nobody")
    said.ask(w1, "signoff", "request", "plan", "p02")
    said.ask(w1, "signoff", "request", "minutes", expect=65)

    said.heading("Only a side changes its own seats")
    said.ask(m1, "roster", "leave", "w4", expect=77)
    said.ask(w1, "roster", "office", "w2", "co_chair", expect=None)
    roster = json.loads(w1("roster", "list", "--json").stdout)["members"]
    assert {"w1", "m1"} <= {one["id"] for one in roster}
    w1("composition", expect=None)

    committees = json.loads(w1("portfolio", "--json").stdout)["committees"]
    assert [one["committee"] for one in committees] == ["factory-invented-01"]
    assert committees[0]["items"]["completed"] >= 1 and committees[0]["cycle_day"] > 0
    said.check()
