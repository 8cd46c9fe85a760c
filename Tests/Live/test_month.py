"""A month of a committee through the real server and program, from a slip of paper to papers checked offline."""

import pathlib
import re
import subprocess

from bipartite import COMMITTEE, Member, Server, wait_for
from intake import Reporter, slips
from transcript import Transcript


class Month:
    """The server's clock, moved by days; the conversation tells them."""

    def __init__(self, folder):
        self.file = folder / "days"
        self.file.write_text("0")
        self.day = 0

    def pass_days(self, count):
        self.day += count
        self.file.write_text(str(self.day))


def test_a_month_of_two_sides(tmp_path):
    month, said = Month(tmp_path), Transcript("month")
    server = Server(tmp_path / "data", options=["--days-ahead-file", month.file]).create().start()
    members = {}
    try:
        for name in ("w1", "w2", "w4", "m1", "m2", "m4", "adv1"):
            members[name] = Member(server, name, tmp_path / name).join()
        w1, w2, w4, m1, m2, m4, a1 = members.values()
        the_month(said, month, server, tmp_path, w1, w2, w4, m1, m2, m4, a1)
    finally:
        server.stop()
    said.heading("At the end, without a server: the minutes and the plan in force as files, and the whole log")
    said.ask(members["w2"], "verify", tmp_path / "minutes.json")
    said.ask(members["m2"], "verify", tmp_path / "plan.json")
    whole = subprocess.run([pathlib.Path(__import__("bipartite").PROGRAMS) / "bipartite-server", "verify", "--data", server.data],
                           capture_output=True, text=True)
    assert whole.returncode == 0 and "whole" in whole.stdout and "erased" in whole.stdout
    said.lines += ["$ bipartite-server verify", "   every chain is whole; some content is erased"]
    said.check()


def the_month(said, month, server, tmp_path, w1, w2, w4, m1, m2, m4, a1):
    said.heading("Monday: the worker side prints slips; two workers report, nobody sees who")
    codes = slips(w1, 6, tmp_path / "slips.html", "bn")
    said.lines.append("w1> bipartite slips --count 6 --language bn   (printed, cut, shuffled, handed out)")
    reporter = Reporter(server)
    quiet = reporter.report(codes[0], "The water on floor 2 tastes of rust.", "welfare", "medium")
    loud = reporter.report(codes[3], "The east exit is chained at night.", "safety", "critical")
    said.lines.append("A worker with a slip reports water, another a chained exit: each page shows a case code.")
    wait_for(lambda: "east exit" in m1("issues", "log").stdout, "what is critical is there at once")
    exit_id = next(one["id"] for one in m1.json("issues", "log")["matters"] if "east exit" in one["title"])
    assert "tastes of rust" not in w1("issues", "log").stdout, "what is not waits for the day's end"
    said.ask(m1, "issues", "acknowledge", exit_id)
    said.ask(m1, "issues", "note", exit_id, "Chain cut off, key with the guard.")
    said.ask(m1, "issues", "feedback", exit_id, "The chain is gone since tonight.")
    told = reporter.follow(loud)
    assert "chain is gone" in told
    said.lines.append("The reporter's page, under the case code: being worked on; The chain is gone since tonight.")

    said.heading("Tuesday: the others come in one batch, in a drawn order; a matter with a name")
    month.pass_days(1)
    wait_for(lambda: "tastes of rust" in w1("issues", "log").stdout, "the batch of the day before is out", 40)
    water = next(one["id"] for one in w1.json("issues", "log")["matters"] if "rust" in one["title"])
    assert reporter.follow(quiet)
    said.ask(w1, "issues", "acknowledge", water)
    named = re.search(r"raised: (\S+)", said.ask(w2, "issues", "raise", "Night shift gets its overtime a month late.", "--category", "wages").stdout).group(1)
    said.ask(m2, "issues", "acknowledge", named)
    said.ask(m2, "issues", "link", named, "p06")

    said.heading("Thursday: a case, for its handlers and, as a candidate, for the advisor")
    month.pass_days(2)
    case = re.search(r"raised: (\S+)", said.ask(w2, "issues", "raise", "A line chief grabs women by the arm.", "--category", "harassment",
                     "--anonymity", "anonymous", "--zero-tolerance", "violence").stdout).group(1)
    said.ask(m1, "cases", "show", case, expect=65)
    said.ask(w4, "cases", "handlers", case, "w1", "m4")
    said.ask(m4, "cases", "confirm", case)
    said.ask(w1, "issues", "note", case, "Spoke with her, she wants no names.")
    said.ask(a1, "cases", "outcome", case, "referred")

    said.heading("The second week: the worker side prepares, and lets the advisor read one copy")
    month.pass_days(5)
    draft = w1.json("caucus", "write", "--title", "For the meeting", "Water first; overtime by the 5th.")["row"]
    said.ask(m1, "caucus", "released")
    said.ask(w1, "caucus", "release", draft, "advisor")
    said.ask(a1, "caucus", "released")
    said.ask(w1, "caucus", "revoke", draft)
    said.ask(a1, "caucus", "released")

    said.heading("The meeting: who was there, what was decided, signed by both sides")
    month.pass_days(4)
    row = w1.json("minutes", "add", "kind=ordinary")["row"]
    said.ask(w1, "minutes", "set", row, "agenda", "Water, overtime, exits.")
    said.ask(m1, "minutes", "set", row, "decisions.1", "The tank on floor 2 is changed by Friday.")
    said.ask(m1, "minutes", "hold", row, "--present", "w1,w2,w3,m1,m2,m3")
    said.ask(m1, "minutes", "circulate", row)
    for one in (w1, w2, m1, m2):
        said.ask(one, "sign", "minutes", row, "--yes")
    said.ask(w1, "minutes", "print", row, "--out", tmp_path / "minutes.html")
    page = (tmp_path / "minutes.html").read_text()
    assert page.count("<svg") == 2 and page.count("committee ") >= 4
    said.ask(m1, "minutes", "correct", row, "By Saturday, not Friday.")
    for one in (w1, w2, m1, m2):
        one("sign", "minutes", row, "--yes")
    said.lines.append("Both sides sign the note.")
    said.ask(m1, "minutes", "export", row, "--out", tmp_path / "minutes.json")

    said.heading("The plan is signed, and leaves the room as a file")
    for one in (w1, w2, m1, m2):
        one("sign", "plan", "p02", "--yes")
    said.ask(w1, "plan", "export", "--out", tmp_path / "plan.json")

    said.heading("The fourth week: what was solved is said to be, and the reporter has the last word")
    month.pass_days(10)
    said.ask(w1, "issues", "handle", water, "resolved")
    assert "Noted" in reporter.follow(quiet, "solved")
    month.pass_days(1)
    wait_for(lambda: next(one for one in w1.json("issues", "log")["matters"] if one["id"] == water)["status"] == "closed_confirmed",
             "the reporter's word is let out with the day's batch", 40)
    said.lines.append("The reporter says under the case code that it is solved; next day the matter is closed.")

    said.heading("She asks for her words to be erased: two roles agree, and that there was a case stays")
    said.ask(w1, "issues", "erase", case, "--reason", "reporter_asked")
    said.ask(w1, "issues", "erase-confirm", case, expect=77)
    said.ask(m4, "issues", "erase-confirm", case)
    assert "erased; opened" in w4("cases", "list").stdout, "to the standing handlers: who was named for it is erased too"
    assert a1.json("issues", "report")["restricted"] >= 1, "that there was a case is counted on"
